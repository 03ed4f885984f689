import { readFile } from 'node:fs/promises';
import { checkRow } from '../../rows/check-row.ts';
import { ImportRefused, RowRefused } from '../../rows/refusal.ts';
import type { Taken } from '../../rows/take-rows.ts';
import type { z } from 'zod';
import type { Answer } from './answer.ts';

/** A JSON document of a certain form. @throws ImportRefused where it is not */
export async function readDocument<T>(file: string, schema: z.ZodType<T>, what: string): Promise<T> {
  let json: unknown;
  try {
    json = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new ImportRefused(
      `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  try {
    return checkRow(schema, json);
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    const [fault] = error.faults;
    throw new ImportRefused(`${file} is not ${what}: ${fault?.field ?? ''}: ${fault?.reason ?? ''}`);
  }
}

/** Entries of a document as rows, each with the field that it is. */
export function rowsOf<Entry>(
  file: string,
  entries: readonly (readonly [field: string, entry: Entry])[],
  prepare: (entry: Entry) => Answer,
): Taken<Answer>[] {
  return entries.map(([field, entry], index) => ({
    place: { file, field },
    done: index + 1,
    prepare: async () => prepare(entry),
  }));
}

import { readFile } from 'node:fs/promises';
import { checkRow } from '../../rows/check-row.ts';
import { whyNotJson } from '../../rows/json-text.ts';
import { ImportRefused, RowRefused } from '../../rows/refusal.ts';
import type { Taken } from '../../rows/take-rows.ts';
import type { z } from 'zod';
import type { Answer } from './answer.ts';

/** A JSON document of a certain form. @throws ImportRefused where it is not */
export async function readDocument<T>(file: string, schema: z.ZodType<T>, what: string): Promise<T> {
  const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const said = whyNotJson(text, error);
    const hint = hasObjectLines(text) ? '; it has one object a line, of which jq -s . makes a list' : '';
    throw new ImportRefused(`${file} cannot be read as JSON: ${said}${hint}`);
  }
  try {
    return checkRow(schema, json);
  } catch (error) {
    if (!(error instanceof RowRefused)) throw error;
    const [{ field, reason } = { field: '', reason: '' }] = error.faults;
    throw new ImportRefused(`${file} is not ${what}: ${field === '' ? '' : `${field}: `}${reason}`);
  }
}

const hasObjectLines = (text: string) => /^\s*\{.*\}\s*\n\s*\{/.test(text);

/** Entries of a document as rows, each with the field that it is; `fromTop` as of `Place`. */
export function rowsOf<Entry>(
  file: string,
  entries: readonly (readonly [field: string, entry: Entry])[],
  prepare: (entry: Entry, field: string) => Answer,
  { fromTop = false }: { fromTop?: boolean } = {},
): Taken<Answer>[] {
  return entries.map(([field, entry], index) => ({
    place: { file, field, fromTop },
    done: index + 1,
    prepare: async () => prepare(entry, field),
  }));
}

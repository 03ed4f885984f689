import { createReadStream } from 'node:fs';
import type { z } from 'zod';
import { checkRow } from '../rows/check-row.ts';
import { parseJson } from '../rows/parse-json.ts';
import { readLines } from '../rows/read-lines.ts';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import { headerSchema } from './explanation-row.ts';

/**
 * The header of a file, if its first row is one: if it has a "source".
 * @throws ImportRefused where the header is not as it should be: every row would be read wrongly
 */
export async function readHeader(file: string): Promise<z.infer<typeof headerSchema> | undefined> {
  for await (const { number, text } of readLines(createReadStream(file))) {
    const json = text instanceof RowRefused ? undefined : tryJson(text);
    if (typeof json !== 'object' || json === null || !('source' in json)) return undefined;
    try {
      return checkRow(headerSchema, json);
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      const faults = error.faults.map(({ field, reason }) => `${field || 'form'}: ${reason}`);
      throw new ImportRefused(`${file}:${number}: the header is not as it should be: ${faults.join('; ')}`);
    }
  }
  return undefined;
}

function tryJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

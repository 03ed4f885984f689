import { stat } from 'node:fs/promises';
import { ImportRefused } from './refusal.ts';

/** @throws ImportRefused */
export async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found) throw new ImportRefused(`There is no file ${file}.`);
  if (!found.isFile()) throw new ImportRefused(`${file} is not a file.`);
}

import { realpath, stat } from 'node:fs/promises';
import { ImportRefused } from './refusal.ts';

/** @throws ImportRefused where there is no such file */
export async function requireFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (!found) throw new ImportRefused(`There is no file ${file}.`);
  if (!found.isFile()) throw new ImportRefused(`${file} is not a file.`);
}

/** The folder itself, symbolic links followed. @throws ImportRefused where there is no such folder */
export async function requireFolder(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new ImportRefused(`There is no folder ${path}.`);
  if (!found.isDirectory()) throw new ImportRefused(`${path} is not a folder.`);
  return realpath(path);
}

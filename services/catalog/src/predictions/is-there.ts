import { stat } from 'node:fs/promises';

/** Whether a file is there that can be read as one. */
export async function isThere(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ?? false;
}

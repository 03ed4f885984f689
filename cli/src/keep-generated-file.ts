import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { exitCodes, type ExitCode } from './exit-codes.ts';

/**
 * Writes a document to a file that is committed, as JSON; or with `check` only compares the two and says where they differ.
 * @returns `failed` where they do
 */
export async function keepGeneratedFile(
  file: string,
  document: unknown,
  { check }: { check: boolean },
): Promise<ExitCode> {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (!check) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    return exitCodes.done;
  }
  if ((await readFile(file, 'utf8').catch(() => '')) === text) return exitCodes.done;
  console.error(
    `${relative(process.cwd(), file)} is out of date: the same command without --check writes it.`,
  );
  return exitCodes.failed;
}

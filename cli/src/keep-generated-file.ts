import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { exitCodes, type ExitCode } from './exit-codes.ts';

/** As `keepGeneratedText`, a document as JSON. */
export const keepGeneratedFile = (
  file: string,
  document: unknown,
  options: { check: boolean },
): Promise<ExitCode> => keepGeneratedText(file, `${JSON.stringify(document, null, 2)}\n`, options);

/**
 * Writes a text to a file that is committed; or with `check` only compares the two and says where they differ.
 * @returns `failed` where they do
 */
export async function keepGeneratedText(
  file: string,
  text: string,
  { check }: { check: boolean },
): Promise<ExitCode> {
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

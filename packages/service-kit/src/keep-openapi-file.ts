import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes the OpenAPI document of an app to `file`, or with `--check` among the arguments compares the two.
 * @returns the exit code: 1 where the file is not what the app says
 */
export async function keepOpenApiFile(
  app: { request: (path: string) => Response | Promise<Response> },
  file: string,
  args: string[],
): Promise<number> {
  const response = await app.request('/openapi.json');
  const document = `${JSON.stringify(await response.json(), null, 2)}\n`;
  if (args.includes('--check')) {
    if ((await readFile(file, 'utf8').catch(() => '')) === document) return 0;
    console.error(`${file} is not what the routes say; write it anew with the same command without --check.`);
    return 1;
  }
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, document);
  return 0;
}

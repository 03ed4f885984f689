import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The token in `<dataDir>/maintainer-token`, made on first use and readable by its owner only. */
export async function maintainerToken(dataDir: string): Promise<string> {
  const file = join(dataDir, 'maintainer-token');
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  const token = randomBytes(24).toString('base64url');
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  return token;
}

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Migration {
  name: string;
  /** Of the file's text with Unix line ends, hex. */
  sha256: string;
  text: string;
}

export const migrationsFolder = fileURLToPath(new URL('../../../../migrations', import.meta.url));

/** The migrations in a folder, in the order of their numbers, which must count up from 0000. */
export function readMigrations(folder = migrationsFolder): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .toSorted();
  for (const [index, name] of names.entries()) {
    const number = String(index).padStart(4, '0');
    if (!name.startsWith(`${number}_`)) {
      throw new Error(
        `${join(folder, name)}: expected a migration numbered ${number} here; numbers must not skip or repeat.`,
      );
    }
  }
  return names.map((name) => {
    const text = readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n');
    return { name, sha256: createHash('sha256').update(text).digest('hex'), text };
  });
}

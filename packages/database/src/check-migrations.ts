// Fails when the migrations no longer say what the schema files say: lets drizzle-kit continue a copy of them.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { migrationsFolder, readMigrations } from './migrations/files.ts';

const remedy =
  'In packages/database: drizzle-kit generate --name <what_it_does>, then read the SQL and commit it.';
const fail = (message: string) => {
  console.error(message);
  process.exitCode = 1;
};

const known = new Set(readMigrations().map(({ name }) => name));
const copy = mkdtempSync(join(tmpdir(), 'fakexplain-migrations-'));
try {
  cpSync(migrationsFolder, copy, { recursive: true });
  const home = join(import.meta.dirname, '..');
  const { status, stdout, stderr } = spawnSync(
    join(home, 'node_modules/.bin/drizzle-kit'),
    ['generate', '--name', 'drift'],
    {
      cwd: home,
      // drizzle-kit takes relative paths only.
      env: { ...process.env, MIGRATIONS_OUT: relative(home, copy) },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const drift = readdirSync(copy).find((name) => name.endsWith('.sql') && !known.has(name));
  if (drift !== undefined) {
    const statements = readFileSync(join(copy, drift), 'utf8');
    fail(`The schema files say more than the migrations. Missing:\n\n${statements}\n\n${remedy}`);
  } else if (status !== 0 || !stdout.includes('No schema changes')) {
    fail(
      `drizzle-kit could not compare the schema files with the migrations; ${remedy}\n\n${stdout}${stderr}`,
    );
  }
} finally {
  rmSync(copy, { recursive: true });
}

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readMigrations } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'fakexplain-migrations-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('reads migrations in order, alike under every line end, and tells of gaps and twins', () => {
  writeFileSync(join(folder, '0001_b.sql'), 'select 2;\r\nselect 3;\r\n');
  writeFileSync(join(folder, '0000_a.sql'), 'select 1;\n');
  writeFileSync(join(folder, 'README.md'), '');
  const [a, b] = readMigrations(folder);
  expect([a?.name, b?.name]).toEqual(['0000_a.sql', '0001_b.sql']);
  expect(b?.sha256).toBe(createHash('sha256').update('select 2;\nselect 3;\n').digest('hex'));
  writeFileSync(join(folder, '0001_c.sql'), '');
  expect(() => readMigrations(folder)).toThrow('0001_c.sql: expected a migration numbered 0002');
});

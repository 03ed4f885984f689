import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What `datasets` 5.2.0 and mlcroissant 1.1.1 read of the folder of the fixture, alike. */
export const goldenFile = join(import.meta.dirname, '../folders/golden/read.json');

export const tablesSchema = z.record(z.string(), z.array(z.record(z.string(), z.unknown())));
export type Tables = z.infer<typeof tablesSchema>;

export const readGolden = async (): Promise<Tables> =>
  tablesSchema.parse(JSON.parse(await readFile(goldenFile, 'utf8')));

/** Rows in an order that their random ids do not change, and without these. */
export const withoutIds = (tables: Tables): Tables =>
  Object.fromEntries(
    Object.entries(tables).map(([table, rows]) => [
      table,
      rows
        .map(({ explanation: _explanation, run: _run, ...row }) => row)
        .toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1)),
    ]),
  );

const orderOf = (row: Record<string, unknown>) =>
  ['image_sha256', 'source', 'position', 'metric'].map((name) => String(row[name] ?? '')).join(' ');

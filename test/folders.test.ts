import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { exportFolder } from '../services/metrics/src/folders/export-folder.ts';
import { folderTableNames } from '../services/metrics/src/folders/tables.ts';
import { scorePending } from '../services/metrics/src/scoring/score-pending.ts';
import { addFolderFixture } from '../services/metrics/src/testing/folder-fixture.ts';
import {
  goldenFile,
  readGolden,
  tablesSchema,
  withoutIds,
} from '../services/metrics/src/testing/golden-folder.ts';
import { useMetrics } from '../services/metrics/src/testing/use-metrics.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { lackOf, python } from './harness/python.ts';

const lack = await lackOf('datasets', 'mlcroissant', 'pyarrow', 'PIL');
const suite = useMetrics();

let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fakexplain-folders-'));
});
afterAll(() => rm(place, { recursive: true }));

const readSchema = z.object({
  problems: z.array(z.string()),
  datasets: tablesSchema,
  mlcroissant: tablesSchema,
});

/** FOLDER_GOLDEN=write keeps what was read, for the tests that do without Python. */
test(
  `datasets and mlcroissant read all of a folder, each box of each image${lack}`,
  { skip: lack !== '' },
  async () => {
    const { blobs } = await addFolderFixture(suite().owner);
    await scorePending(suite());
    const out = join(place, 'pictures');
    await exportFolder({ sql: suite().sql, blobs }, { kind: 'dataset', slug: 'pictures', out });
    const args = [join(import.meta.dirname, 'harness/read_folder.py'), out, ...folderTableNames];
    const { stdout } = await promisify(execFile)(python, args, { maxBuffer: 64 << 20 });
    const { problems, datasets, mlcroissant } = readSchema.parse(JSON.parse(stdout));
    expect(problems).toEqual([]);
    expect(mlcroissant).toEqual(datasets);
    const read = withoutIds(datasets);
    if (process.env['FOLDER_GOLDEN'] === 'write')
      await writeFile(goldenFile, `${JSON.stringify(read, null, 1)}\n`);
    expect(read).toEqual(await readGolden());
    const regions = read.explanations?.map((row) => z.array(z.unknown()).parse(row['regions']).length);
    expect(regions?.reduce((sum, count) => sum + count, 0)).toBe(read.regions?.length);
  },
);

import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arenaSchema, catalogSchema } from '@fakexplain/database/schema';
import { addRun } from '@fakexplain/fixtures/catalog';
import { eq } from 'drizzle-orm';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { scorePending } from '../scoring/score-pending.ts';
import {
  addFolderFixture,
  bytesOf,
  imageOf,
  pictures,
  type FolderFixture,
} from '../testing/folder-fixture.ts';
import { readGolden, tablesSchema, withoutIds, type Tables } from '../testing/golden-folder.ts';
import { useMetrics } from '../testing/use-metrics.ts';
import { exportFolder, type ExportFolder } from './export-folder.ts';
import { folderTableNames, type FolderTable } from './tables.ts';

const suite = useMetrics();
const { studies } = arenaSchema;

let fixture: FolderFixture;
let place: string;
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'fakexplain-folders-'));
  fixture = await addFolderFixture(suite().owner);
  await scorePending(suite());
});
afterAll(() => rm(place, { recursive: true }));

let made = 0;
async function folderOf(wanted: Partial<ExportFolder> = {}) {
  const out = join(place, String((made += 1)));
  const { sql } = suite();
  const summary = await exportFolder(
    { sql, blobs: fixture.blobs },
    { kind: 'dataset', slug: 'pictures', out, ...wanted },
  );
  const read = async (table: FolderTable): Promise<Record<string, unknown>[]> => {
    const rows = [];
    for (const { path } of summary.files[table])
      rows.push(...(await parquetReadObjects({ file: await asyncBufferFromFile(join(out, path)) })));
    return rows;
  };
  return { out, summary, read };
}
const set = (settings: Partial<typeof studies.$inferInsert>) =>
  suite().owner.update(studies).set(settings).where(eq(studies.slug, 'pilot'));

const croissantSchema = z.object({
  distribution: z.array(z.object({ contentUrl: z.string().optional(), sha256: z.string().optional() })),
  recordSet: z.array(z.object({ name: z.string(), field: z.array(z.object({ name: z.string() })) })),
});

test('a folder has each picture with its bytes, and all that is said of it', async () => {
  const { summary, read, out } = await folderOf();
  const images = await read('images');
  expect(images.map(({ path }) => path).toSorted()).toEqual([...pictures].toSorted());
  for (const [number, path] of pictures.entries()) {
    const row = images.find((of) => of['path'] === path);
    const lost = number === pictures.length - 1;
    expect(row).toMatchObject({
      image_sha256: imageOf(number),
      dataset: 'pictures',
      width: 56n,
      height: 56n,
    });
    expect(row?.['image'] ?? null).toEqual(lost ? null : { bytes: expect.anything(), path });
    if (lost) continue;
    const raw = await parquetReadObjects({
      file: await asyncBufferFromFile(join(out, summary.files.images[0]?.path ?? '')),
      utf8: false,
    });
    expect(raw.find((of) => of['path'] === path)?.['image'].bytes).toEqual(bytesOf(number));
  }
  expect(summary).toMatchObject({ leftOut: 0, missing: 1 });

  const stored = await suite().owner.select().from(catalogSchema.explanations);
  const explanations = await read('explanations');
  expect(explanations).toHaveLength(stored.length);
  for (const {
    id,
    imageSha256,
    verdict,
    probability,
    tags,
    reasoning,
    regions,
    rawText,
    parseStatus,
  } of stored)
    expect(explanations.find((row) => row['explanation'] === id)).toMatchObject({
      image_sha256: imageSha256,
      tags,
      reasoning,
      parse_status: parseStatus,
      verdict,
      probability,
      text: rawText,
      regions: regions.map(({ box: [x1, y1, x2, y2], description }) => ({ x1, y1, x2, y2, description })),
    });
  const regions = await read('regions');
  expect(regions).toHaveLength(stored.reduce((sum, row) => sum + row.regions.length, 0));
  for (const { id, regions: own } of stored)
    expect(
      regions
        .filter((row) => row['explanation'] === id)
        .map(({ x1, y1, x2, y2, position }) => [position, x1, y1, x2, y2]),
    ).toEqual(own.map(({ box }, at) => [BigInt(at), ...box]));
  expect(regions.filter((row) => row['mask_counts'] !== null)).toHaveLength(1);
  const scores = await read('scores');
  expect(scores.find((row) => row['metric'] === 'iou_union')).toMatchObject({
    source: 'model',
    signature: expect.stringMatching(/^iou_union\|/),
  });
});

/** As Python's readers print it. */
const asRead = (rows: Record<string, unknown>[]): Tables[string] =>
  tablesSchema.valueType.parse(
    JSON.parse(
      JSON.stringify(rows, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
    ),
  );

test('a folder is what other people’s readers read of it once', async () => {
  const { read } = await folderOf();
  const tables = Object.fromEntries(
    await Promise.all(folderTableNames.map(async (table) => [table, asRead(await read(table))] as const)),
  );
  const golden = await readGolden();
  // Pictures were decoded there.
  const shape = (of: Tables) => ({
    ...of,
    images: of['images']?.map((row) => ({ ...row, image: row['image'] !== null })),
  });
  expect(shape(withoutIds(tables))).toEqual(shape(golden));
});

test('croissant.json tells the hash of each file, and columns that are in them', async () => {
  const { out } = await folderOf();
  const { distribution, recordSet } = croissantSchema.parse(
    JSON.parse(await readFile(join(out, 'croissant.json'), 'utf8')),
  );
  const files = distribution.filter((of) => of.sha256 !== undefined);
  expect(files).toHaveLength(4);
  for (const { contentUrl = '', sha256 } of files)
    expect(
      createHash('sha256')
        .update(await readFile(join(out, contentUrl)))
        .digest('hex'),
    ).toBe(sha256);
  for (const { name, field } of recordSet) {
    const file = await asyncBufferFromFile(join(out, `data/${name}-00000.parquet`));
    const { children } = parquetSchema(await parquetMetadataAsync(file));
    expect(field.map((of) => of.name)).toEqual(children.map(({ element }) => element.name));
  }
});

test('the card names a configuration for each table, and files that are there', async () => {
  const { out } = await folderOf();
  const card = await readFile(join(out, 'README.md'), 'utf8');
  const { configs } = parse(card.split('---\n')[1] ?? '');
  expect(configs.map((of: { config_name: string }) => of.config_name)).toEqual([
    'images',
    'explanations',
    'regions',
    'scores',
  ]);
  expect((await readdir(join(out, 'data'))).toSorted()).toEqual(
    ['explanations', 'images', 'regions', 'scores'].map((table) => `${table}-00000.parquet`),
  );
  expect(card).toContain('| generated | SD \\| 1.5 | 1 |');
  expect(card).toContain('1 images are there without their pictures');
});

test('large tables go into several files, in groups of rows, and come back whole', async () => {
  const limits = { groupRows: 2, groupBytes: 300, fileBytes: 400 };
  const { summary, read } = await folderOf({ limits });
  const whole = await folderOf();
  for (const table of ['images', 'explanations', 'regions', 'scores'] as const) {
    expect(summary.files[table].length).toBeGreaterThan(1);
    expect(await read(table)).toEqual(await whole.read(table));
  }
});

test('images that are withheld for an open study are left out, and its arms’ scores', async () => {
  await set({ status: 'open', embargo: 'everything' });
  try {
    const { summary, read, out } = await folderOf();
    expect(summary.leftOut).toBe(3);
    for (const table of ['images', 'explanations', 'regions'] as const)
      expect(new Set((await read(table)).map((row) => row['image_sha256']))).toEqual(new Set([imageOf(3)]));
    expect(await read('scores')).toEqual([]);
    expect(await readFile(join(out, 'README.md'), 'utf8')).toContain('3 images are left out');

    await expect(folderOf({ kind: 'study', slug: 'pilot' })).rejects.toMatchObject({ type: 'embargoed' });
    const all = await folderOf({ withWithheld: true });
    expect(await all.read('images')).toHaveLength(4);
    expect((await all.read('scores')).length).toBeGreaterThan(0);
  } finally {
    await set({ status: 'closed' });
  }
});

test('a folder of a study that is still blind says nothing of who wrote what', async () => {
  await set({ status: 'open', embargo: 'images' });
  try {
    const { out, read } = await folderOf({ kind: 'study', slug: 'pilot', withWithheld: true });
    const explanations = await read('explanations');
    expect(explanations).toHaveLength(6);
    expect(new Set(explanations.map(({ source }) => source)).size).toBe(2);
    expect(await read('scores')).toEqual([]);
    const told = [
      await readFile(join(out, 'README.md'), 'utf8'),
      await readFile(join(out, 'croissant.json'), 'utf8'),
      JSON.stringify([explanations, await read('regions')], (_, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
    ].join('\n');
    const ids = await suite().owner.select().from(catalogSchema.explanations);
    for (const { id, runId, rawText } of ids) {
      expect(told).not.toContain(id);
      expect(told).not.toContain(runId);
      if (rawText) expect(told).not.toContain(rawText);
    }
    expect(told).not.toMatch(/The (people|model)|"(people|model)"/);
    const again = await (
      await folderOf({ kind: 'study', slug: 'pilot', withWithheld: true })
    ).read('explanations');
    const names = (rows: Record<string, unknown>[]) => rows.map(({ explanation }) => explanation);
    expect(names(again).filter((name) => names(explanations).includes(name))).toEqual([]);
  } finally {
    await set({ status: 'closed', embargo: 'nothing' });
  }
});

test('a closed study’s folder has its images, and what its arms say, but for format controls', async () => {
  const datasetId = (await suite().owner.select().from(catalogSchema.datasets))[0]?.id ?? '';
  await addRun(suite().owner, { source: 'bystander', datasetId }, { [pictures[0]]: { verdict: 'real' } });
  const { summary, read } = await folderOf({ kind: 'study', slug: 'pilot' });
  expect((await read('images')).map(({ path }) => path).toSorted()).toEqual(pictures.slice(0, 3).toSorted());
  const explanations = await read('explanations');
  expect(new Set(explanations.map(({ source }) => source))).toEqual(new Set(['people', 'model']));
  expect(explanations).toHaveLength(6);
  expect(summary.sources).toMatchObject([{ slug: 'model' }, { slug: 'people' }]);
});

test('nothing is left of a folder that was stopped, and nothing is written over', async () => {
  const before = await readdir(place);
  const signal = AbortSignal.abort(new Error('stopped'));
  await expect(folderOf({ signal })).rejects.toThrow('stopped');
  await expect(folderOf({ slug: 'nowhere' })).rejects.toMatchObject({ type: 'not-found' });
  expect(await readdir(place)).toEqual(before);

  const out = join(place, 'full');
  await folderOf({ out });
  await writeFile(join(out, 'mine'), 'words');
  await expect(folderOf({ out })).rejects.toMatchObject({ type: 'invalid-request' });
  expect(await readFile(join(out, 'mine'), 'utf8')).toBe('words');
});

import { createHash } from 'node:crypto';
import { catalogSchema } from '@fakexplain/database/schema';
import { and, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { useCatalog } from '../testing/use-catalog.ts';
import { assignFolds } from './assign-folds.ts';

const catalog = useCatalog();
const { datasetImages, datasets, images } = catalogSchema;

interface Entry {
  name: string;
  label: 'real' | 'generated';
  generator?: string;
  group?: string;
  fold?: number;
}

let made = 0;

async function makeDataset(): Promise<string> {
  made += 1;
  const about = { kind: 'other', licence: '', origin: '', localisation: 'visible_artifact' } as const;
  const [dataset] = await catalog()
    .db.insert(datasets)
    .values({ ...about, slug: `folds-${made}`, title: '' })
    .returning();
  return dataset?.id ?? '';
}

async function add(datasetId: string, entries: Entry[]): Promise<void> {
  const rows = entries.map((entry) => ({
    ...entry,
    sha256: createHash('sha256').update(entry.name).digest('hex'),
  }));
  const { db } = catalog();
  await db
    .insert(images)
    .values(rows.map(({ sha256 }) => ({ sha256, width: 1, height: 1, mediaType: 'image/png', byteSize: 1 })))
    .onConflictDoNothing();
  await db.insert(datasetImages).values(
    rows.map(({ sha256, name, label, generator, group, fold }) => ({
      datasetId,
      imageSha256: sha256,
      path: name,
      label,
      generator: generator ?? null,
      groupKey: group ?? null,
      fold: fold ?? null,
    })),
  );
}

async function foldsOf(datasetId: string): Promise<Map<string, number | null>> {
  const rows = await catalog()
    .db.select()
    .from(datasetImages)
    .where(and(eq(datasetImages.datasetId, datasetId)));
  return new Map(rows.map(({ path, fold }) => [path, fold]));
}

const many = (count: number, prefix: string, about: Omit<Entry, 'name'>): Entry[] =>
  Array.from({ length: count }, (_, n) => ({ name: `${prefix}${n}`, ...about }));

const entries = [
  ...many(37, 'sd', { label: 'generated', generator: 'SD 1.5' }),
  ...many(10, 'biggan', { label: 'generated', generator: 'BigGAN' }),
  ...many(3, 'dit', { label: 'generated', generator: 'DiT' }),
  ...many(50, 'photo', { label: 'real' }),
];

test('within every generator and label the folds differ by at most one image', async () => {
  const dataset = await makeDataset();
  await add(dataset, entries);
  await assignFolds(catalog().db, dataset);
  const folds = await foldsOf(dataset);
  for (const prefix of ['sd', 'biggan', 'dit', 'photo', '']) {
    const sizes = [0, 0, 0, 0];
    for (const [name, fold] of folds)
      if (name.startsWith(prefix)) sizes[fold ?? -1] = (sizes[fold ?? -1] ?? 0) + 1;
    expect(sizes).toHaveLength(4);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
});

test('the order in which images came does not matter', async () => {
  const [one, other] = [await makeDataset(), await makeDataset()];
  await add(one, entries);
  await add(other, entries.toReversed());
  for (const dataset of [one, other]) await assignFolds(catalog().db, dataset);
  expect(await foldsOf(other)).toEqual(await foldsOf(one));
});

test('images of a group share a fold, also one that was said', async () => {
  const dataset = await makeDataset();
  await add(dataset, [
    ...many(9, 'video-a', { label: 'real', group: 'a' }),
    ...many(9, 'fake-a', { label: 'generated', generator: 'swap', group: 'a' }),
    ...many(1, 'said-b', { label: 'real', group: 'b', fold: 3 }),
    ...many(5, 'other-b', { label: 'real', group: 'b' }),
    ...many(20, 'single', { label: 'real' }),
  ]);
  await assignFolds(catalog().db, dataset);
  const folds = await foldsOf(dataset);
  const ofGroup = (suffix: string) =>
    new Set([...folds].flatMap(([name, fold]) => (name.includes(suffix) ? [fold] : [])));
  expect(ofGroup('-a').size).toBe(1);
  expect([...ofGroup('-b')]).toEqual([3]);
});

test('images added later get folds, and the earlier ones keep theirs', async () => {
  const dataset = await makeDataset();
  await add(dataset, entries);
  await assignFolds(catalog().db, dataset);
  const before = await foldsOf(dataset);
  await add(dataset, many(8, 'later', { label: 'generated', generator: 'Adobe' }));
  await assignFolds(catalog().db, dataset);
  const after = await foldsOf(dataset);
  for (const [name, fold] of before) expect(after.get(name)).toBe(fold);
  expect([...after.values()]).not.toContain(null);
});

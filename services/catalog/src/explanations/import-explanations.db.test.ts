import { serialiseExplanation, type Explanation } from '@fakexplain/explanation';
import { datasetFolder, lines, row, temporaryFolder } from '@fakexplain/fixtures/dataset-folder';
import { newImage } from '@fakexplain/fixtures/images';
import { beforeAll, expect, test } from 'vitest';
import { importTrainingRows } from '../datasets/import-training-rows.ts';
import type { ImportOptions } from '../rows/import-rows.ts';
import { ImportRefused, type Refusal } from '../rows/refusal.ts';
import { contentOf, useCatalog } from '../testing/use-catalog.ts';
import { importExplanations, type ExplanationsImport } from './import-explanations.ts';

const catalog = useCatalog();
const image = { width: 40, height: 30 };
const explanation: Explanation = {
  verdict: 'generated',
  probability: 0.8,
  tags: ['texture'],
  reasoning: 'it melts',
  regions: [{ box: [1, 2, 30, 20], description: 'melting edge' }],
};
const header = (slug: string, more = {}) => ({
  source: { slug, name: slug.toUpperCase(), kind: 'model', description: 'made up for a test' },
  ...more,
});
const said = (image: string) => ({ image, explanation });

// The dataset `images` with 0.png … 89.png, all of it real.
beforeAll(async () => {
  const folder = await temporaryFolder();
  const names = Array.from({ length: 90 }, (_, n) => `${n}.png`);
  for (const name of names) await folder.write(name, await newImage());
  const dataset = { slug: 'pictures', title: 'Pictures', kind: 'other', licence: '', source: '' } as const;
  await importTrainingRows({
    ...catalog(),
    file: await folder.write('rows.jsonl', lines(names.map((name) => row(name)))),
    imagesFolder: folder.path,
    manifest: { dataset: { ...dataset, localisation: 'visible_artifact' }, images: new Map() },
  });
  await folder.remove();
});

async function bring(
  rows: unknown[],
  {
    name = 'said.jsonl',
    source,
    reference,
    ...options
  }: ImportOptions & Partial<ExplanationsImport> & { name?: string } = {},
) {
  const folder = await datasetFolder();
  const file = await folder.write(name, lines(rows));
  const refusals: Refusal[] = [];
  const { summary } = await importExplanations(
    { ...catalog(), file, dataset: 'pictures', source, reference },
    { onRefusal: (refusal) => refusals.push(refusal), ...options },
  );
  return { summary, told: refusals.map(({ line, field, reason }) => [line, field, reason]) };
}

async function contentBy(source: string) {
  const { explanations } = await contentOf(catalog(), 'pictures');
  return explanations.filter((row) => row['source'] === source);
}

test('structured and raw explanations go in under the source of the header', async () => {
  const text = serialiseExplanation(explanation, { grammar: 'qwen2.5-vl', space: 'original', image });
  const { summary, told } = await bring([
    header('mixed', { grammar: 'qwen2.5-vl', space: 'original' }),
    said('0.png'),
    { image: '1.png', text, probability: 0.25 },
    { image: '2.png', text: 'the model ran out of tokens and said <think>' },
    { image: '3.png', text: text.replace('<tag>', '').replace('</verdict>', '') },
  ]);
  expect(told).toEqual([]);
  expect(summary.added).toMatchObject({ failed: 1 });
  expect(await contentBy('mixed')).toMatchObject([
    { path: '0.png', verdict: 'generated', probability: 0.8, raw_text: null, parse_status: 'ok' },
    {
      path: '1.png',
      probability: 0.25,
      tags: ['texture'],
      regions: explanation.regions,
      raw_text: text,
      grammar: 'qwen2.5-vl',
      coordinate_space: 'original',
    },
    { path: '2.png', verdict: null, regions: [], parse_status: 'failed' },
    { path: '3.png', raw_text: expect.stringContaining('melting edge') },
  ]);
});

test('what is said the same has the same hash, whoever says it and however', async () => {
  const text = serialiseExplanation(explanation, { grammar: 'internvl', space: 'original', image });
  await bring([header('raw-one'), { image: '5.png', text, grammar: 'internvl', space: 'original' }]);
  await bring([header('structured-one'), said('5.png')]);
  const [[raw], [structured]] = [await contentBy('raw-one'), await contentBy('structured-one')];
  expect(raw?.['content_hash']).toBe(structured?.['content_hash']);
});

test('bad rows are refused with line, field and reason', async () => {
  const hash = 'a'.repeat(64);
  const { summary, told } = await bring([
    header('careless'),
    said('0.png'),
    said('unknown.png'),
    { sha256: hash, explanation },
    { ...said('1.png'), sha256: hash },
    { explanation },
    said('./0.png'),
    said('../0.png'),
    { image: '2.png', text: 'x' },
    { image: '3.png', explanation: { ...explanation, regions: [{ box: [1, 2, 50, 20], description: '' }] } },
    'nothing',
    { image: '4.png', explanation, verdict: 'real' },
  ]);
  expect(summary).toMatchObject({ added: { ok: 1 }, refused: 10 });
  expect(told.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual([
    [3, 'image', 'the dataset pictures has no image unknown.png'],
    [4, 'sha256', `the dataset pictures has no image ${hash}`],
    [5, 'sha256', expect.stringMatching(/the dataset's 1\.png has the hash/)],
    [6, 'image', expect.stringMatching(/names no image/)],
    [7, 'image', 'the same image stands on line 2 of this file'],
    [8, 'image', expect.stringMatching(/leads out/)],
    [9, 'grammar', expect.stringMatching(/neither the row nor the header/)],
    [10, 'explanation.regions[0].box', expect.stringMatching(/beyond the image/)],
    [11, '', expect.stringMatching(/not JSON/)],
    [12, '', expect.stringMatching(/verdict/)],
  ]);
});

test('repeated, interrupted and resumed, or twice at once, each explanation is there once', async () => {
  const rows = (slug: string) => [header(slug), ...Array.from({ length: 90 }, (_, n) => said(`${n}.png`))];
  await bring(rows('undisturbed'));
  const abort = new AbortController();
  const stopped = await bring(rows('stopped'), {
    signal: abort.signal,
    onProgress: ({ rows }) => rows === 40 && abort.abort(),
  });
  expect(stopped.summary.interrupted).toBe(true);
  const there = stopped.summary.added['ok'] ?? 0;
  expect((await bring(rows('stopped'))).summary).toMatchObject({ added: { ok: 90 - there }, present: there });
  expect((await bring(rows('stopped'))).summary).toMatchObject({ added: {}, present: 90 });
  await Promise.all([bring(rows('both')), bring(rows('both'))]);
  const nameless = async (slug: string) => (await contentBy(slug)).map((row) => ({ ...row, source: null }));
  expect(await nameless('stopped')).toEqual(await nameless('undisturbed'));
  expect(await nameless('both')).toEqual(await nameless('undisturbed'));
});

test('a source can be named by the command, and is found by its slug later', async () => {
  await bring([said('6.png')], { source: { slug: 'named', name: 'Named', kind: 'human', demo: true } });
  expect(
    (await bring([said('7.png')], { source: { slug: 'named' }, name: 'more.jsonl' })).summary.added,
  ).toEqual({ ok: 1 });
  expect(await contentBy('named')).toMatchObject([{ run: 'more.jsonl' }, { run: 'said.jsonl' }]);
});

test.each<[string, unknown[], Partial<ExplanationsImport>, RegExp]>([
  ['no source', [said('0.png')], {}, /no header row/],
  ['a new source without its kind', [said('0.png')], { source: { slug: 'unheard' } }, /say its kind/],
  ['a broken header', [{ source: { slug: 'x' } }], {}, /said\.jsonl:1: the header.*source\.name/],
  ['another source', [header('one')], { source: { slug: 'two' } }, /explanations of one, not of two/],
  ['another kind', [header('pictures-human')], {}, /exists as human, not model/],
])('nothing is done with %s', async (_, rows, more, reason) => {
  await expect(bring(rows, more)).rejects.toThrow(ImportRefused);
  await expect(bring(rows, more)).rejects.toThrow(reason);
});

test('nothing is done without the dataset', async () => {
  const folder = await datasetFolder();
  const file = await folder.write('said.jsonl', lines([header('x')]));
  await expect(importExplanations({ ...catalog(), file, dataset: 'nowhere' })).rejects.toThrow(
    'There is no dataset nowhere: import its images first.',
  );
});

test('explanations become a reference when that is asked for, and stay one', async () => {
  const isReference = async () => {
    const rows = await catalog().sql`
      select reference from catalog.runs join catalog.sources on sources.id = source_id
      where slug = 'second-annotator'`;
    return rows.map(({ reference }) => reference);
  };
  await bring([header('second-annotator'), said('0.png')]);
  expect(await isReference()).toEqual([false]);
  await bring([header('second-annotator'), said('0.png')], { reference: true });
  expect(await isReference()).toEqual([true]);
  await bring([header('second-annotator'), said('0.png')]);
  expect(await isReference()).toEqual([true]);
});

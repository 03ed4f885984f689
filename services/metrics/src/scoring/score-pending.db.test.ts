import { connect } from '@fakexplain/database';
import { catalogSchema, metricsSchema } from '@fakexplain/database/schema';
import { encodeMask, runsFromBox, type Box } from '@fakexplain/explanation';
import { type Said, addDataset, addRun, hashOf } from '@fakexplain/fixtures/catalog';
import { and, eq, sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { describedMetrics } from '../metrics/registry.ts';
import { readBenchmark } from '../runs/read-benchmark.ts';
import { readRun } from '../runs/read-run.ts';
import { useMetrics } from '../testing/use-metrics.ts';
import { scorePending } from './score-pending.ts';
import { tryLock } from './score-batch.ts';

const suite = useMetrics();
const { datasets, explanations, runs } = catalogSchema;
const { runScores, scores, summaries } = metricsSchema;

const region = (box: Box, description: string) => ({ box, description });
const generated = (...regions: ReturnType<typeof region>[]): Said => ({ verdict: 'generated', regions });
const real: Said = { verdict: 'real' };

const undefinedValues = Object.fromEntries(describedMetrics.map(({ key }) => [key, null]));

/** What an explanation scores by every metric; null where a metric has no entry. */
async function scoreOf(runId: string, image: string) {
  const [row] = await suite()
    .db.select({ score: scores })
    .from(scores)
    .innerJoin(explanations, eq(explanations.id, scores.explanationId))
    .where(and(eq(scores.runId, runId), eq(explanations.imageSha256, hashOf(image))));
  return row && { ...undefinedValues, ...row.score.entries, referenceKey: row.score.referenceKey };
}

async function summaryOf(
  runId: string,
  slice: (typeof runScores.$inferSelect)['sliceKind'] = 'all',
  value = '',
) {
  const rows = await suite()
    .db.select()
    .from(runScores)
    .where(and(eq(runScores.runId, runId), eq(runScores.sliceKind, slice), eq(runScores.sliceValue, value)));
  const names = rows.map(({ signature, ...row }) => [signature.replace(/\|v:\d+$/, ''), row] as const);
  const find = (prefix: string) => names.find(([name]) => name.startsWith(`${prefix}|`))?.[1];
  return { find, metrics: new Set(names.map(([name]) => name.split('|')[0])) };
}

test('explanations score what was computed by hand', async () => {
  const { owner: db } = suite();
  const datasetId = await addDataset(db, 'by-hand', {
    fake: { label: 'generated', category: 'GAN', generator: 'g1', fold: 0 },
    fake2: { label: 'generated', category: 'GAN', generator: 'g2', fold: 1 },
    unmarked: { label: 'generated', fold: 2 },
    photo: { label: 'real', fold: 3 },
  });
  const said = 'the cat has three legs';
  const reference = await addRun(
    db,
    { source: 'people', datasetId, reference: true },
    {
      fake: generated(region([0, 0, 20, 10], said)),
      fake2: generated(region([0, 0, 10, 10], 'odd')),
      photo: real,
    },
  );
  const model = await addRun(
    db,
    { source: 'model', datasetId },
    {
      // Half of the reference and as much beside it: 100 of 300 square pixels.
      fake: { ...generated(region([10, 0, 30, 10], said)), probability: 0.9 },
      fake2: { verdict: null, probability: 0.4 },
      unmarked: { ...generated(region([0, 0, 10, 10], 'x')), parseStatus: 'partial', probability: 0.6 },
      photo: { ...generated(region([0, 0, 50, 50], 'y')), probability: 0.5 },
    },
  );
  expect(await scorePending(suite())).toEqual({ scored: 7, complete: true });
  expect(await scoreOf(model, 'fake')).toMatchObject({
    acc: 1,
    iou_union: expect.closeTo(1 / 3, 12),
    iou_matched: expect.closeTo(1 / 3, 12),
    iou_centre_greedy: expect.closeTo(1 / 3, 12),
    false_alarm_area: null,
    bleu2: 1,
    'bleu2.sacrebleu-corpus': [5, 4, 5, 4, 5, 5],
    rouge_l: 1,
  });
  // Nothing could be parsed: wrong, and 0 where there is something to be found.
  expect(await scoreOf(model, 'fake2')).toMatchObject({
    acc: 0,
    iou_union: 0,
    bleu2: 0,
    'bleu2.sacrebleu-corpus': [0, 0, 0, 0, 0, 1],
    rouge_l: 0,
  });
  // Nobody marked this one: nothing to be held against.
  expect(await scoreOf(model, 'unmarked')).toMatchObject({
    acc: 1,
    iou_union: null,
    false_alarm_area: null,
    bleu2: null,
    rouge_l: null,
    referenceKey: '',
  });
  expect(await scoreOf(model, 'photo')).toMatchObject({
    acc: 0,
    iou_union: null,
    false_alarm_area: 0.25,
    bleu2: null,
  });
  // The only reference has none to be held against, not even itself.
  expect(await scoreOf(reference, 'fake')).toMatchObject({ acc: 1, iou_union: null, bleu2: null });

  const all = await summaryOf(model);
  expect(all.find('acc')).toMatchObject({ n: 4, value: 0.5 });
  expect(all.find('coverage')).toMatchObject({ n: 4, value: 0.75 });
  expect(all.find('acc_parsed')).toMatchObject({ n: 3, value: expect.closeTo(2 / 3, 12) });
  expect(all.find('acc_real')).toMatchObject({ n: 1, value: 0 });
  expect(all.find('recall')).toMatchObject({ n: 3, value: expect.closeTo(2 / 3, 12) });
  expect(all.find('precision')).toMatchObject({ n: 3, value: expect.closeTo(2 / 3, 12) });
  // Of three pairs of a generated and the real image (0.5), two are in order.
  expect(all.find('auroc')).toMatchObject({ n: 4, value: expect.closeTo(2 / 3, 12) });
  expect(all.find('iou_union')).toMatchObject({ n: 2, value: expect.closeTo(1 / 6, 12) });
  expect(all.find('false_alarm_area')).toMatchObject({ n: 1, value: 0.25 });
  expect(all.find('bleu2|tok:13a|smooth:exp|eff:yes')).toMatchObject({ n: 2, value: 0.5 });
  // Five of five words and four of four bigrams, but five words for six: exp(1 − 6/5).
  expect(all.find('bleu2|tok:13a|smooth:exp|eff:no')).toMatchObject({
    n: 2,
    value: expect.closeTo(Math.exp(-0.2), 12),
  });
  expect(all.find('parse_ok')).toMatchObject({ n: 4, value: 0.5 });
  expect((await summaryOf(model, 'category', 'GAN')).find('iou_union')).toMatchObject({ n: 2 });
  expect((await summaryOf(model, 'fold', '3')).find('acc_real')).toMatchObject({ n: 1, value: 0, low: null });
  const onGenerated = await summaryOf(model, 'label', 'generated');
  expect(onGenerated.find('recall')).toMatchObject({ n: 3 });
  for (const metric of ['acc', 'auroc', 'ap', 'f1', 'precision'])
    expect(onGenerated.metrics).not.toContain(metric);
});

test('regions that mean the whole image are not localised, masks count in pixels', async () => {
  const { owner: db } = suite();
  const whole = await addDataset(db, 'whole', { w: { label: 'generated' } }, { localisation: 'whole_image' });
  await addRun(
    db,
    { source: 'people', datasetId: whole, reference: true },
    { w: generated(region([0, 0, 100, 100], 'all')) },
  );
  const onWhole = await addRun(
    db,
    { source: 'model', datasetId: whole },
    { w: generated(region([0, 0, 50, 100], 'all')) },
  );
  const masks = await addDataset(db, 'masks', { m: { label: 'generated' } });
  const box: Box = [0, 0, 10, 10];
  await addRun(
    db,
    { source: 'people', datasetId: masks, reference: true },
    { m: generated(region(box, '')) },
  );
  const half = encodeMask(runsFromBox([0, 0, 10, 5], { width: 100, height: 100 }));
  const onMasks = await addRun(
    db,
    { source: 'model', datasetId: masks },
    { m: { verdict: 'generated', regions: [{ box, description: '', mask: half }] } },
  );
  await scorePending(suite());
  expect(await scoreOf(onWhole, 'w')).toMatchObject({ iou_union: null, iou_matched: null, bleu2: 1 });
  expect((await summaryOf(onWhole)).metrics).not.toContain('iou_union');
  expect(await scoreOf(onMasks, 'm')).toMatchObject({ iou_union: 0.5, bleu2: null });
});

test('without regions the prose is the text; of real images only where datasets explain by prose', async () => {
  const { owner: db } = suite();
  const says = { verdict: 'real', reasoning: 'the fur is sound' } as const;
  const fake = { verdict: 'generated', reasoning: 'the fur is odd' } as const;
  const scored = async (slug: string, localisation: 'whole_image' | 'visible_artifact') => {
    const places = { [`${slug} r`]: { label: 'real' }, [`${slug} g`]: { label: 'generated' } } as const;
    const datasetId = await addDataset(db, slug, places, { localisation });
    const people = { source: 'people', datasetId, reference: true };
    await addRun(db, people, { [`${slug} r`]: says, [`${slug} g`]: fake });
    const run = await addRun(
      db,
      { source: 'model', datasetId },
      { [`${slug} r`]: says, [`${slug} g`]: generated(region([0, 0, 9, 9], 'the fur')) },
    );
    await scorePending(suite());
    return [await scoreOf(run, `${slug} r`), await scoreOf(run, `${slug} g`)];
  };
  // Two of two words, two of four: F1 2/3.
  expect(await scored('prose', 'whole_image')).toMatchObject([
    { rouge_l: 1, bleu2: 1 },
    { rouge_l: expect.closeTo(2 / 3, 12) },
  ]);
  expect(await scored('boxes', 'visible_artifact')).toMatchObject([
    { rouge_l: null, bleu2: null },
    { rouge_l: expect.closeTo(2 / 3, 12) },
  ]);
});

test('texts without spaces between words score by characters as well, and that is said; others do not', async () => {
  const { owner: db } = suite();
  const places = { chinese: { label: 'generated' }, english: { label: 'generated' } } as const;
  const datasetId = await addDataset(db, 'characters', places);
  await addRun(
    db,
    { source: 'people', datasetId, reference: true },
    {
      chinese: generated(region([0, 0, 9, 9], '左手有六根手指，背景文字模糊')),
      english: generated(region([0, 0, 9, 9], 'six fingers')),
    },
  );
  const run = await addRun(
    db,
    { source: 'model', datasetId },
    {
      chinese: generated(region([0, 0, 9, 9], '左手有六根手指，背景模糊')),
      english: generated(region([0, 0, 9, 9], 'six fingers')),
    },
  );
  await scorePending(suite());
  // Of 12 and 14 characters: 12/12 and 10/11, and exp(1 − 14/12), as sacrebleu has it.
  const bleu2 = Math.sqrt(10 / 11) * Math.exp(1 - 14 / 12);
  expect(bleu2).toBeCloseTo(0.8071, 4);
  expect(await scoreOf(run, 'chinese')).toMatchObject({
    bleu2: 0,
    'bleu2.char': expect.closeTo(bleu2, 12),
    'bleu2.zh': expect.closeTo(bleu2, 12),
    rouge_l: 0,
    'rouge_l.char': expect.closeTo(12 / 13, 12),
  });
  expect(await scoreOf(run, 'english')).toMatchObject({
    bleu2: 1,
    'bleu2.char': null,
    'bleu2.zh': null,
    'rouge_l.char': null,
  });
  const { overall } = await readRun(suite().db, run, { reader: 'maintainer' });
  expect(overall.warnings).toContainEqual({ code: 'unspaced_references', params: { images: 1, of: 2 } });
});

test('a language that is said of the dataset later has its runs scored again, by that language', async () => {
  const { owner: db } = suite();
  const datasetId = await addDataset(db, 'language', { short: { label: 'generated' } });
  // Japanese without kana looks Chinese.
  const said = { short: generated(region([0, 0, 9, 9], '指六本')) };
  await addRun(db, { source: 'people', datasetId, reference: true }, said);
  const run = await addRun(db, { source: 'model', datasetId }, said);
  await scorePending(suite());
  expect(await scoreOf(run, 'short')).toMatchObject({ 'bleu2.char': 1, 'bleu2.zh': 1 });

  await db.update(datasets).set({ language: 'ja' }).where(eq(datasets.id, datasetId));
  // Those of people have no references, of which the language would be.
  expect(await scorePending(suite())).toEqual({ scored: 1, complete: true });
  expect(await scoreOf(run, 'short')).toMatchObject({ 'bleu2.char': 1, 'bleu2.zh': null });
  expect(await scorePending(suite())).toEqual({ scored: 0, complete: true });
});

test('a stored mask that cannot be read scores no region, and its run says how many have one', async () => {
  const { owner: db } = suite();
  const datasetId = await addDataset(db, 'unreadable', {
    a: { label: 'generated' },
    b: { label: 'generated' },
  });
  const box = region([0, 0, 9, 9], 'odd');
  await addRun(
    db,
    { source: 'people', datasetId, reference: true },
    { a: generated(box), b: generated(box) },
  );
  const broken = { ...box, mask: { size: [100, 100] as [number, number], counts: "b'0" } };
  const run = await addRun(db, { source: 'model', datasetId }, { a: generated(broken), b: generated(box) });
  await scorePending(suite());
  expect(await scoreOf(run, 'a')).toMatchObject({ acc: 1, iou_union: null, rouge_l: 1 });
  expect(await scoreOf(run, 'b')).toMatchObject({ acc: 1, iou_union: 1 });
  const warning = { code: 'unreadable_masks', params: { explanations: 1 } };
  const { overall } = await readRun(suite().db, run, { reader: 'maintainer' });
  expect(overall.warnings).toContainEqual(warning);
  expect(overall.values.find(({ signature }) => signature.startsWith('iou_union'))).toMatchObject({ n: 1 });
  const slice = { slice: 'all', value: '', dataset: 'unreadable' } as const;
  const { rows } = await readBenchmark(suite().db, slice, 'maintainer');
  const warned = rows.filter(({ warnings }) => warnings.some(({ code }) => code === warning.code));
  expect(warned.map(({ run: { id } }) => id)).toEqual([run]);
});

test('what comes later is scored, what has changed is scored again, and nothing else', async () => {
  const { owner: db } = suite();
  const datasetId = await addDataset(db, 'growing', { a: { label: 'generated' }, b: { label: 'generated' } });
  const model = await addRun(
    db,
    { source: 'model', datasetId },
    { a: generated(region([0, 0, 10, 10], 'odd')) },
  );
  const settled = new Map<string, string>();
  const look = () => scorePending(suite(), { settled });
  expect(await look()).toEqual({ scored: 1, complete: true });
  const summary = async () =>
    (await db.select().from(summaries).where(eq(summaries.runId, model)))[0]?.madeAt.getTime() ?? 0;
  const first = await summary();
  expect(await look()).toEqual({ scored: 0, complete: true });
  // Another process, which has not seen the first look, finds nothing to do either.
  expect(await scorePending(suite())).toEqual({ scored: 0, complete: true });
  expect(await summary()).toBe(first);

  await addRun(db, { source: 'model', datasetId }, { b: real });
  expect(await look()).toEqual({ scored: 1, complete: true });
  expect((await summaryOf(model)).find('recall')).toMatchObject({ n: 2, value: 0.5 });

  // A reference comes: its own explanation, and the one of the same image again.
  const people = { source: 'people', datasetId, reference: true };
  const reference = await addRun(db, people, { a: generated(region([0, 0, 20, 10], 'odd')) });
  expect(await look()).toEqual({ scored: 2, complete: true });
  expect(await scoreOf(model, 'a')).toMatchObject({ iou_union: 0.5 });
  expect((await summaryOf(model)).find('iou_union')).toMatchObject({ n: 1, value: 0.5 });

  // A second annotator: the mean over both for the IoU, the closest text.
  const others = { source: 'others', datasetId, reference: true };
  await addRun(db, others, { a: generated(region([0, 0, 10, 10], 'quite another text')) });
  expect(await look()).toEqual({ scored: 3, complete: true });
  expect(await scoreOf(model, 'a')).toMatchObject({ iou_union: 0.75, rouge_l: 1, bleu2: 1 });
  expect(await scoreOf(reference, 'a')).toMatchObject({ iou_union: 0.5, rouge_l: 0 });

  // A newer parser has read a reference: its own score, and those of the same image.
  await db.update(explanations).set({ parserVersion: 2 }).where(eq(explanations.runId, reference));
  expect(await look()).toEqual({ scored: 3, complete: true });
  expect(await look()).toEqual({ scored: 0, complete: true });

  // It is a reference no longer.
  await db.update(runs).set({ reference: false }).where(eq(runs.id, reference));
  expect((await look()).scored).toBeGreaterThanOrEqual(2);
  expect(await scoreOf(model, 'a')).toMatchObject({ iou_union: 1 });

  // An older scorer's work.
  await db
    .update(scores)
    .set({ scorer: 0, entries: { acc: 1, iou_union: 0.123 } })
    .where(eq(scores.runId, model));
  expect(await scorePending(suite())).toEqual({ scored: 2, complete: true });
  expect(await scoreOf(model, 'a')).toMatchObject({ iou_union: 1 });

  // Folds are dealt after all is in.
  await db.execute(sql`update catalog.dataset_images set fold = 0 where dataset_id = ${datasetId}`);
  expect(await scorePending(suite())).toEqual({ scored: 0, complete: true });
  expect((await summaryOf(model, 'fold', '0')).find('recall')).toMatchObject({ n: 2 });
});

const many = (count: number, prefix: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`${prefix}${n}`, n]));

async function addLarge(slug: string) {
  const { owner: db } = suite();
  const names = Object.keys(many(1_500, slug));
  const places = names.map((name, n) => [name, { label: n % 2 === 0 ? 'generated' : 'real' }] as const);
  const datasetId = await addDataset(db, slug, Object.fromEntries(places));
  const says = names.map(
    (name, n) => [name, generated(region([0, 0, 1 + (n % 90), 10], `spot ${n % 7}`))] as const,
  );
  const runId = await addRun(db, { source: 'model', datasetId }, Object.fromEntries(says));
  await addRun(db, { source: 'people', datasetId, reference: true }, Object.fromEntries(says.slice(0, 700)));
  return runId;
}

/** Counts how often each explanation's score is written. */
async function countWrites(): Promise<() => Promise<{ most: number; explanations: number }>> {
  const owner = connect(suite().databaseUrl);
  onTestFinished(() => owner.close());
  await owner.db.execute(sql`
    create table writes (explanation_id uuid);
    grant insert, select on writes to public;
    create function note_write() returns trigger language plpgsql as
      'begin insert into writes values (new.explanation_id); return null; end';
    create trigger note_writes after insert or update on metrics.scores
      for each row execute function note_write()`);
  onTestFinished(async () => {
    await owner.db.execute(
      sql`drop trigger note_writes on metrics.scores; drop function note_write; drop table writes`,
    );
  });
  return async () => {
    const [row] = await owner.db.execute<{ most: number; explanations: number }>(sql`
      select max(times)::int as most, count(*)::int as explanations
      from (select count(*) as times from writes group by explanation_id) counted`);
    return row ?? { most: 0, explanations: 0 };
  };
}

test('two workers at once score every explanation, each once', async () => {
  const run = await addLarge('shared');
  const writes = await countWrites();
  const other = connect(suite().databaseUrl, { role: 'fakexplain_metrics' });
  onTestFinished(() => other.close());
  await Promise.all([other.sql`select 1`, suite().sql`select 1`]);
  const workers = await Promise.all([
    scorePending(suite()),
    scorePending({ ...other, threads: suite().threads }),
  ]);
  const left = await scorePending(suite());
  expect(workers.reduce((sum, { scored }) => sum + scored, left.scored)).toBe(2_200);
  expect(await writes()).toEqual({ most: 1, explanations: 2_200 });
  expect((await summaryOf(run)).find('acc')).toMatchObject({ n: 1_500, value: 0.5 });
});

test('what another worker is at is left to it', async () => {
  const run = await addLarge('held');
  await suite().db.transaction(async (tx) => {
    expect(await tryLock(tx, `score ${run} 7`)).toBe(true);
    const { scored, complete } = await scorePending(suite());
    expect(complete).toBe(false);
    expect(scored).toBeGreaterThan(1_900);
    expect(scored).toBeLessThan(2_200);
    expect((await summaryOf(run)).find('acc')).toBeUndefined();
  });
  expect(await scorePending(suite())).toMatchObject({ complete: true });
  expect((await summaryOf(run)).find('acc')).toMatchObject({ n: 1_500 });
});

test('an interrupted look goes on where it was, to what an undisturbed one finds', async () => {
  const run = await addLarge('stopped');
  const writes = await countWrites();
  const abort = new AbortController();
  const stopped = await scorePending(suite(), {
    signal: abort.signal,
    onScored: () => abort.abort(),
  });
  expect(stopped.complete).toBe(false);
  expect(stopped.scored).toBeGreaterThan(0);
  expect(stopped.scored).toBeLessThan(2_200);
  expect((await summaryOf(run)).find('acc')).toBeUndefined();
  const rest = await scorePending(suite());
  expect(rest).toEqual({ scored: 2_200 - stopped.scored, complete: true });
  expect(await writes()).toEqual({ most: 1, explanations: 2_200 });
  const withoutIds = async (runId: string) =>
    (await suite().db.select().from(runScores).where(eq(runScores.runId, runId)))
      .filter(({ signature }) => !signature.startsWith('auroc'))
      .map(({ sliceKind, sliceValue, signature, n, value }) => ({
        sliceKind,
        sliceValue,
        signature,
        n,
        value,
      }));
  const [undisturbed] = await suite()
    .db.select({ id: runs.id })
    .from(runs)
    .innerJoin(catalogSchema.datasets, eq(catalogSchema.datasets.id, runs.datasetId))
    .innerJoin(catalogSchema.sources, eq(catalogSchema.sources.id, runs.sourceId))
    .where(and(eq(catalogSchema.datasets.slug, 'shared'), eq(catalogSchema.sources.slug, 'model')));
  const bySignature = (rows: Awaited<ReturnType<typeof withoutIds>>) =>
    new Map(
      rows.map((row) => [
        `${row.sliceKind} ${row.sliceValue} ${row.signature}`,
        [row.n, row.value.toFixed(9)],
      ]),
    );
  expect(bySignature(await withoutIds(run))).toEqual(bySignature(await withoutIds(undisturbed?.id ?? '')));
});

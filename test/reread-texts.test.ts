import { arenaSchema, catalogSchema, metricsSchema } from '@fakexplain/database/schema';
import { connect } from '@fakexplain/database';
import { parserVersion, serialiseExplanation, type Explanation } from '@fakexplain/explanation';
import { addDataset, addRun, hashOf } from '@fakexplain/fixtures/catalog';
import { eq } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { rereadTexts } from '../services/catalog/src/explanations/reread-texts.ts';
import { scorePending } from '../services/metrics/src/scoring/score-pending.ts';
import { useCatalogAndMetrics } from './harness/catalog-and-metrics.ts';

const { catalog, measured } = useCatalogAndMetrics();
const { explanations } = catalogSchema;

const image = { width: 100, height: 100 };
const said: Explanation = {
  verdict: 'generated',
  probability: null,
  tags: ['texture'],
  reasoning: 'the fur melts',
  regions: [{ box: [10, 20, 60, 90], description: 'fur without hairs' }],
};
const text = serialiseExplanation(said, { grammar: 'internvl', space: 'norm-1000', image });
const raw = { rawText: text, grammar: 'internvl', coordinateSpace: 'norm-1000' };

test('texts of an older parser are read again as they were read, and scored again; the others stay', async () => {
  const { db } = catalog();
  const names = ['old', 'cut', 'tags', 'new', 'unknown', 'voted'];
  const datasetId = await addDataset(
    db,
    'texts',
    Object.fromEntries(names.map((name) => [name, { label: 'generated' as const }])),
  );
  // As a parser that found a verdict alone.
  const runId = await addRun(
    db,
    { source: 'model', datasetId },
    Object.fromEntries(names.map((name) => [name, { verdict: 'real' as const, probability: 0.7 }])),
  );
  const set = (name: string, values: Partial<typeof explanations.$inferInsert>) =>
    db
      .update(explanations)
      .set(values)
      .where(eq(explanations.imageSha256, hashOf(name)));
  const older = parserVersion - 1;
  const truncated = { code: 'truncated', message: 'the answer broke off' };
  await set('old', { ...raw, parserVersion: older });
  await set('cut', { ...raw, parserVersion: older, parseProblems: [truncated] });
  await set('tags', { ...raw, parserVersion: older, readingSettings: { tagSeparator: 'x' } });
  await set('new', { ...raw, parserVersion });
  await set('unknown', raw);
  await set('voted', { ...raw, parserVersion: older });
  await showInStudy('voted', datasetId, runId);
  expect(await scorePending(measured())).toEqual({ scored: 6, complete: true });
  const scoredAt = await scoreTimes();

  expect(await rereadTexts(db)).toBe(3);
  const rows = await db.select().from(explanations);
  const of = (name: string) => rows.find(({ imageSha256 }) => imageSha256 === hashOf(name));
  const { verdict, tags, reasoning, regions } = said;
  const reread = { verdict, reasoning, regions, probability: 0.7, parserVersion };
  expect(of('old')).toMatchObject({ ...reread, tags, parseStatus: 'ok', parseProblems: [] });
  expect(of('cut')).toMatchObject({ ...reread, parseStatus: 'partial', parseProblems: [truncated] });
  expect(of('tags')).toMatchObject({ ...reread, tags: ['te', 'ture'] });
  for (const name of ['new', 'unknown', 'voted']) {
    expect(of(name)).toMatchObject({ verdict: 'real', regions: [] });
  }
  expect(of('old')?.contentHash).not.toEqual(of('voted')?.contentHash);
  expect(await rereadTexts(db)).toBe(0);

  expect(await scorePending(measured())).toEqual({ scored: 3, complete: true });
  const later = await scoreTimes();
  const again = names.filter((name) => later.get(of(name)?.id ?? '') !== scoredAt.get(of(name)?.id ?? ''));
  expect(again).toEqual(['old', 'cut', 'tags']);
});

async function scoreTimes() {
  const { scores } = metricsSchema;
  const rows = await measured().db.select({ id: scores.explanationId, at: scores.scoredAt }).from(scores);
  return new Map(rows.map(({ id, at }) => [id, at.getTime()]));
}

/** Puts the explanation of an image into a study, as the arena does. */
async function showInStudy(name: string, datasetId: string, runId: string): Promise<void> {
  const { arms, studies, studyExplanations, studyImages } = arenaSchema;
  const owner = connect(catalog().url);
  onTestFinished(() => owner.close());
  const { db } = owner;
  const facts = {
    slug: 'shown',
    title: '',
    question: '?',
    consent: 'yes',
    demo: false,
    policy: 'balanced',
  } as const;
  const shares = {
    correctionWindowS: 60,
    ballotTtlS: 60,
    repeatShare: 0,
    checkShare: 0,
    equivalenceMargin: 0.05,
  };
  const [study] = await db
    .insert(studies)
    .values({ ...facts, ...shares, seed: 1 })
    .returning();
  const [shown] = await db
    .select()
    .from(explanations)
    .where(eq(explanations.imageSha256, hashOf(name)));
  const [place] = await db
    .select()
    .from(catalogSchema.datasetImages)
    .where(eq(catalogSchema.datasetImages.imageSha256, hashOf(name)));
  const [run] = await db.select().from(catalogSchema.runs).where(eq(catalogSchema.runs.id, runId));
  if (!study || !shown || !place || !run) throw new Error(`there is nothing to show of ${datasetId}`);
  const studyId = study.id;
  await db.insert(studyImages).values({
    studyId,
    position: 0,
    datasetImageId: place.id,
    imageSha256: hashOf(name),
    label: 'generated',
  });
  await db
    .insert(arms)
    .values({ studyId, position: 0, kind: 'source', sourceId: run.sourceId, runId, name: 'model' });
  await db.insert(studyExplanations).values({
    studyId,
    imagePosition: 0,
    armPosition: 0,
    explanationId: shown.id,
    contentHash: '',
  });
}

import { randomUUID } from 'node:crypto';
import { call, metrics, ServiceProblem, type ClientOptions } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { arenaSchema, catalogSchema, metricsSchema } from '@fakexplain/database/schema';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import { createApp, createLogger } from '@fakexplain/service-kit';
import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scorerVersion } from '../metrics/registry.ts';
import { addDataset, addRun, hashOf } from '../testing/fill-benchmark.ts';
import { preferenceRoutes } from './routes.ts';

const { arms, ballots, raters, studies, studyExplanations, studyImages, votes } = arenaSchema;
const { datasetImages, explanations, sources } = catalogSchema;
const { scores } = metricsSchema;

let database: ClonedDatabase;
let client: ClientOptions;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await cloneDatabase();
  // The service reads with its own rights: it may read the arena's tables, and no more.
  const { db, close: closePool } = connect(database.url, { role: 'fakexplain_metrics' });
  close = closePool;
  const logger = createLogger('metrics', 'silent');
  const app = createApp({ title: 'preference', version: '1', logger });
  app.route('/', preferenceRoutes({ db }));
  client = { baseUrl: 'http://metrics', fetch: async (input, init) => app.request(new Request(input, init)) };
});
afterAll(async () => {
  await close();
  await database.close();
});

const only = <T>(rows: T[]): T => {
  const [row] = rows;
  if (row === undefined) throw new Error('nothing was made');
  return row;
};

/** IoU (null where it has none), BLEU-2 and whether the verdict is right, of one arm's explanation of one image. */
type Values = { iou: number | null; bleu2: number; right: boolean; alarm?: number };

/**
 * A study in which three sources, and a format control of the first, explain images x0, x1, … with the given scores:
 * `values[arm][image]`. All images are generated but for the last, if it has false alarms.
 */
async function makeStudy(values: Values[][], label: (image: number) => 'real' | 'generated') {
  const { db } = database;
  const slug = `s-${randomUUID().slice(0, 8)}`;
  const names = (values[0] ?? []).map((_, image) => `${slug} x${image}`);
  const datasetId = await addDataset(
    db,
    slug,
    Object.fromEntries(names.map((name, image) => [name, { label: label(image) }])),
  );
  const study = only(
    await db
      .insert(studies)
      .values({
        slug,
        title: 'Which metric?',
        question: '?',
        consent: 'yes',
        demo: false,
        policy: 'balanced',
        correctionWindowS: 60,
        ballotTtlS: 60,
        repeatShare: 0,
        checkShare: 0,
        equivalenceMargin: 0.05,
        seed: 1,
      })
      .returning(),
  );
  const places = await db.select().from(datasetImages).where(eq(datasetImages.datasetId, datasetId));
  await db.insert(studyImages).values(
    places.map(({ id, imageSha256, label: is, path }) => ({
      studyId: study.id,
      position: names.indexOf(path),
      datasetImageId: id,
      imageSha256,
      label: is,
    })),
  );
  const shown: string[][] = [];
  for (const [arm, own] of values.entries()) {
    const source = `${slug}-m${arm}`;
    const runId = await addRun(
      db,
      { source, datasetId },
      Object.fromEntries(names.map((name) => [name, { verdict: 'generated' as const }])),
    );
    const { id: sourceId } = only(await db.select().from(sources).where(eq(sources.slug, source)));
    await db
      .insert(arms)
      .values({ studyId: study.id, position: arm, kind: 'source', sourceId, runId, name: `m${arm}` });
    const rows = await db.select().from(explanations).where(eq(explanations.runId, runId));
    const ids = names.map((name) => rows.find((row) => row.imageSha256 === hashOf(name))?.id ?? '');
    shown.push(ids);
    await db.insert(scores).values(
      own.map(({ iou, bleu2, right, alarm }, image) => ({
        explanationId: ids[image] ?? '',
        runId,
        scorer: scorerVersion,
        referenceKey: '',
        entries: {
          acc: right ? 1 : 0,
          ...(iou !== null && { iou_union: iou, iou_matched: iou }),
          ...(alarm !== undefined && { false_alarm_area: alarm }),
          bleu2,
          rouge_l: bleu2,
        },
      })),
    );
  }
  // The format control shows what the first source says of the next image.
  const control = values.length;
  const { id: firstSource } = only(
    await db
      .select()
      .from(sources)
      .where(eq(sources.slug, `${slug}-m0`)),
  );
  await db.insert(arms).values({
    studyId: study.id,
    position: control,
    kind: 'format_control',
    sourceId: firstSource,
    name: 'control',
  });
  shown.push(names.map((_, image) => shown[0]?.[(image + 1) % names.length] ?? ''));
  await db.insert(studyExplanations).values(
    shown.flatMap((ids, armPosition) =>
      ids.map((explanationId, imagePosition) => ({
        studyId: study.id,
        imagePosition,
        armPosition,
        explanationId,
        contentHash: `${armPosition} ${imagePosition}`,
      })),
    ),
  );
  return { slug, id: study.id, control, shown };
}

interface Asked {
  image: number;
  left: number;
  right: number;
  /** One after another: the last one counts. */
  choices: ('left' | 'right' | 'tie' | 'neither')[];
  kind?: 'regular' | 'check';
}

/** Every ballot is another rater's. */
async function ask({ id, shown }: { id: string; shown: string[][] }, asked: Asked[]) {
  const { db } = database;
  for (const { image, left, right, choices, kind = 'regular' } of asked) {
    const now = new Date();
    const rater = only(
      await db
        .insert(raters)
        .values({ studyId: id, tokenHash: randomUUID(), cohort: 'open', consentedAt: now })
        .returning(),
    );
    const ballot = only(
      await db
        .insert(ballots)
        .values({
          studyId: id,
          raterId: rater.id,
          kind,
          imagePosition: image,
          leftArm: left,
          rightArm: right,
          leftExplanationId: shown[left]?.[image] ?? '',
          rightExplanationId: shown[right]?.[image] ?? '',
          probability: 1,
          ordinal: 1,
          issuedAt: now,
          expiresAt: now,
        })
        .returning(),
    );
    await db.insert(votes).values(
      choices.map((choice, revision) => ({
        ballotId: ballot.id,
        studyId: id,
        raterId: rater.id,
        revision,
        choice,
        reasons: [],
        input: 'pointer',
        idempotencyKey: String(revision),
        castAt: now,
      })),
    );
  }
}

const read = (study: string) => call(metrics.readPreferenceAgreement, { params: { study } }, client);
/** A metric's agreement by its slug. */
const of = (report: metrics.PreferenceAgreement, slug: string) => {
  const signature = report.metrics.find(({ metric }) => metric === slug)?.signature;
  return report.agreement.find((entry) => entry.signature === signature);
};
const mean = (report: metrics.PreferenceAgreement, arm: number, slug: string) => {
  const signature = report.metrics.find(({ metric }) => metric === slug)?.signature;
  return report.arms[arm]?.values.find((value) => value.signature === signature);
};

test('how often the explanation with the better value won, and how arms rank, counted by hand', async () => {
  const study = await makeStudy(
    [
      // x0, x1 generated; x2 real.
      [
        { iou: 0.9, bleu2: 0.1, right: true },
        { iou: 0.5, bleu2: 0.2, right: true },
        { iou: null, bleu2: 0.3, right: true, alarm: 0 },
      ],
      [
        { iou: 0.4, bleu2: 0.3, right: true },
        { iou: 0.5, bleu2: 0.2, right: false },
        { iou: null, bleu2: 0.1, right: false, alarm: 0.2 },
      ],
      [
        { iou: 0.1, bleu2: 0.5, right: false },
        { iou: 0.2, bleu2: 0.4, right: false },
        { iou: null, bleu2: 0.2, right: false, alarm: 0.7 },
      ],
    ],
    (image) => (image === 2 ? 'real' : 'generated'),
  );
  const { control } = study;
  await ask(study, [
    { image: 0, left: 0, right: 1, choices: ['left'] },
    { image: 0, left: 1, right: 0, choices: ['right'] },
    // A correction: only its last word counts, which is against the IoU.
    { image: 0, left: 0, right: 1, choices: ['left', 'right'] },
    // The same IoU and BLEU-2 on both sides.
    { image: 1, left: 0, right: 1, choices: ['left'] },
    { image: 1, left: 2, right: 1, choices: ['right'] },
    { image: 0, left: 2, right: 0, choices: ['right'] },
    { image: 2, left: 0, right: 2, choices: ['left'] },
    { image: 2, left: 1, right: 2, choices: ['right'] },
    // Neutral, a check, and withdrawn to neutral: no vote for a side.
    { image: 1, left: 0, right: 2, choices: ['tie'] },
    { image: 1, left: 0, right: 2, choices: ['left'], kind: 'check' },
    { image: 0, left: 2, right: 1, choices: ['left', 'neither'] },
    // The control's explanations have scores, but of other images: they say nothing here.
    { image: 0, left: control, right: 2, choices: ['left'] },
  ]);
  const report = await read(study.slug);
  expect(report.votes).toBe(9);
  expect(report.arms.map(({ name, preferred }) => [name, preferred.k, preferred.n])).toEqual([
    ['m0', 5, 6],
    ['m1', 2, 6],
    ['m2', 1, 5],
    ['control', 1, 1],
  ]);
  // Won by the higher IoU: x0 (0.9 over 0.4) twice, x1 (0.5 over 0.2), x0 (0.9 over 0.1); lost once; equal once; none on x2.
  expect(of(report, 'iou_union')?.perBallot).toMatchObject({ k: 4, n: 5, share: 0.8, equal: 1 });
  expect(of(report, 'iou_union')?.perBallot.interval?.low).toBeCloseTo(0.283_582_1, 6);
  expect(of(report, 'iou_union')?.perBallot.interval?.high).toBeCloseTo(0.994_949_2, 6);
  // Lower is better: 0 against 0.7 won, 0.7 against 0.2 won too.
  expect(of(report, 'false_alarm_area')?.perBallot).toMatchObject({ k: 1, n: 2, equal: 0 });
  // BLEU-2: x0 lost twice and won once, x1 equal once and lost once, x0 lost, x2 won twice.
  expect(of(report, 'bleu2')?.perBallot).toMatchObject({ k: 3, n: 7, equal: 1 });
  // Verdicts: x0 both right three times; x1 right over wrong; x1 both wrong; x0 right over wrong; x2 once, once both wrong.
  expect(of(report, 'acc')?.perBallot).toMatchObject({ k: 3, n: 3, equal: 5 });

  expect(mean(report, 0, 'iou_union')).toMatchObject({ n: 2, value: 0.7 });
  expect(mean(report, 0, 'acc')).toMatchObject({ n: 3, value: 1 });
  expect(mean(report, 1, 'false_alarm_area')).toMatchObject({ n: 1, value: 0.2 });
  expect(report.arms[control]?.values).toEqual([]);
  // Shares 5/6, 2/6, 1/5 fall as IoU (0.7, 0.45, 0.15) does, as BLEU-2 (0.2, 0.2, 0.367) rises, and as false alarms rise.
  expect(of(report, 'iou_union')).toMatchObject({ kendallTau: 1, spearmanRho: 1, arms: 3 });
  expect(of(report, 'false_alarm_area')).toMatchObject({ kendallTau: 1, spearmanRho: 1, arms: 3 });
  expect(of(report, 'bleu2')?.kendallTau).toBeCloseTo(-2 / Math.sqrt(2 * 3), 9);
});

test('scores of an older scorer do not count; one label alone has its own accuracy', async () => {
  const value = { iou: 0.5, bleu2: 0.5, right: true };
  const study = await makeStudy([[value], [{ ...value, iou: 0.25 }]], () => 'generated');
  await ask(study, [{ image: 0, left: 0, right: 1, choices: ['left'] }]);
  expect(of(await read(study.slug), 'iou_union')).toMatchObject({
    perBallot: { k: 1, n: 1 },
    kendallTau: null,
    spearmanRho: null,
    arms: 2,
  });
  await database.db
    .update(scores)
    .set({ scorer: scorerVersion - 1 })
    .where(inArray(scores.explanationId, study.shown.flat()));
  const report = await read(study.slug);
  expect(of(report, 'iou_union')?.perBallot).toEqual({ k: 0, n: 0, share: null, interval: null, equal: 0 });
  expect(report.votes).toBe(1);
  expect(report.metrics.map(({ metric }) => metric)).toContain('acc_fake');
});

test('a study without votes is reported, one that is not there is not', async () => {
  const study = await makeStudy([[{ iou: 0.5, bleu2: 0.5, right: true }]], () => 'real');
  const report = await read(study.slug);
  expect(report).toMatchObject({ votes: 0, study: { slug: study.slug, demo: false } });
  expect(report.arms[0]?.preferred).toEqual({ k: 0, n: 0, share: null });
  await expect(read('nowhere')).rejects.toThrow(ServiceProblem);
});

import { randomUUID } from 'node:crypto';
import { call, metrics, ServiceProblem, type ClientOptions } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { metricsSchema } from '@fakexplain/database/schema';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import { addDataset, addRun, type Said } from '@fakexplain/fixtures/catalog';
import { addStudy, type AddedStudy } from '@fakexplain/fixtures/study';
import { addVotes, type Asked } from '@fakexplain/fixtures/votes';
import { createApp, createLogger } from '@fakexplain/service-kit';
import { createReports, reportsAtOnce } from '@fakexplain/service-kit/reports';
import { inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scorerVersion } from '../metrics/registry.ts';
import { preferenceRoutes } from './routes.ts';

const { scores } = metricsSchema;

let database: ClonedDatabase;
let client: ClientOptions;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await cloneDatabase();
  // The service reads with its own rights: it may read the arena's tables, and no more.
  const { db, close: closePool } = connect(database.url, { role: 'fakexplain_metrics' });
  const reports = createReports(connect(database.url, { role: 'fakexplain_metrics', max: reportsAtOnce }));
  close = async () => {
    await reports.close();
    await closePool();
  };
  const logger = createLogger('metrics', 'silent');
  const app = createApp({ title: 'preference', version: '1', logger });
  app.route('/', preferenceRoutes({ db, reports }));
  client = { baseUrl: 'http://metrics', fetch: async (input, init) => app.request(new Request(input, init)) };
});
afterAll(async () => {
  await close();
  await database.close();
});

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
  const runIds: string[] = [];
  for (const arm of values.keys()) {
    const says = names.map((name): [string, Said] => [name, { verdict: 'generated' }]);
    runIds.push(await addRun(db, { source: `${slug}-m${arm}`, datasetId }, Object.fromEntries(says)));
  }
  const study = await addStudy(db, { slug, datasetId, images: names, runIds });
  await db.insert(scores).values(
    values.flatMap((own, arm) =>
      own.map(({ iou, bleu2, right, alarm }, image) => ({
        explanationId: study.shown[arm]?.[image] ?? '',
        runId: runIds[arm] ?? '',
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
    ),
  );
  return study;
}

const ask = (study: AddedStudy, asked: Asked[]) => addVotes(database.db, study, asked);

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

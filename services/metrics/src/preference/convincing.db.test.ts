import { randomUUID } from 'node:crypto';
import { call, metrics, type ClientOptions } from '@fakexplain/contract';
import { accountsBy, connect } from '@fakexplain/database';
import { arenaSchema, metricsSchema } from '@fakexplain/database/schema';
import { cloneDatabase, type ClonedDatabase, maintainerKey } from '@fakexplain/database/testing';
import { addDataset, addRun, hashOf, type Said } from '@fakexplain/fixtures/catalog';
import { addStudy, only, type AddedStudy } from '@fakexplain/fixtures/study';
import { packVotes } from '@fakexplain/fixtures/votes';
import { createApp, createLogger } from '@fakexplain/service-kit';
import { createReports, reportsAtOnce } from '@fakexplain/service-kit/reports';
import { uniformSource } from '@fakexplain/statistics/random';
import { twoSidedQuantile } from '@fakexplain/statistics/two-sided-quantile';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scorerVersion } from '../metrics/registry.ts';
import { preferenceRoutes } from './routes.ts';

const { ballots, raters, votes } = arenaSchema;

let database: ClonedDatabase;
let client: ClientOptions;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await cloneDatabase();
  const { db, sql, close: closePool } = connect(database.url, { role: 'fakexplain_metrics' });
  const reports = createReports(connect(database.url, { role: 'fakexplain_metrics', max: reportsAtOnce }));
  close = async () => {
    await reports.close();
    await closePool();
  };
  const app = createApp({
    title: 'x',
    version: '1',
    logger: createLogger('metrics', 'silent'),
    guarded: { contract: metrics, accounts: accountsBy(sql) },
  });
  app.route('/', preferenceRoutes({ db, reports }));
  client = { baseUrl: 'http://metrics', fetch: async (input, init) => app.request(new Request(input, init)) };
});
afterAll(async () => {
  await close();
  await database.close();
});

const imageCount = 12;
type Choice = 'left' | 'right' | 'tie' | 'neither';

/** Two sources and a format control of the first, on generated images but for every third, which is real. */
async function makeStudy() {
  const { db } = database;
  const slug = `s-${randomUUID().slice(0, 8)}`;
  const names = Array.from({ length: imageCount }, (_, image) => `${slug} x${image}`);
  const label = (image: number) => (image % 3 === 0 ? 'real' : 'generated');
  const datasetId = await addDataset(
    db,
    slug,
    Object.fromEntries(names.map((name, image) => [name, { label: label(image) }])),
  );
  const verdicts = ['generated', 'real', null] as const;
  const runIds: string[] = [];
  for (const arm of [0, 1]) {
    const says = names.map((name, image): [string, Said] => [
      name,
      { verdict: verdicts[(image + arm) % verdicts.length] ?? null },
    ]);
    runIds.push(await addRun(db, { source: `${slug}-m${arm}`, datasetId }, Object.fromEntries(says)));
  }
  const study = await addStudy(db, { slug, datasetId, images: names, runIds });
  const iou = (image: number, arm: number) =>
    label(image) === 'real' ? null : ((image * 7 + arm) % 10) / 20;
  await db.insert(metricsSchema.scores).values(
    [0, 1].flatMap((arm) =>
      names.map((_, image) => ({
        explanationId: study.shown[arm]?.[image] ?? '',
        runId: runIds[arm] ?? '',
        scorer: scorerVersion,
        referenceKey: '',
        entries: { acc: 1, ...(iou(image, arm) !== null && { iou_union: iou(image, arm) ?? 0 }) },
      })),
    ),
  );
  return {
    ...study,
    names,
    label,
    iou,
    verdictOf: (image: number, arm: number) => verdicts[(image + arm) % 3],
  };
}

interface Cast {
  rater: number;
  image: number;
  left: number;
  right: number;
  kind: 'regular' | 'repeat' | 'check';
  soundSide: 'left' | 'right' | null;
  choices: Choice[];
}

async function castAll(study: AddedStudy, cast: readonly Cast[]): Promise<string[]> {
  const { db } = database;
  const now = new Date();
  const ids = [...new Set(cast.map(({ rater }) => rater))].map(() => randomUUID());
  await db
    .insert(raters)
    .values(
      ids.map((id) => ({ id, studyId: study.id, tokenHash: id, cohort: 'open' as const, consentedAt: now })),
    );
  const shownBy = (arm: number, image: number) => study.shown[arm]?.[image] ?? '';
  for (const [ordinal, { rater, image, left, right, kind, soundSide, choices }] of cast.entries()) {
    const other = (image + 1) % imageCount;
    const { id } = only(
      await db
        .insert(ballots)
        .values({
          studyId: study.id,
          raterId: ids[rater] ?? '',
          kind,
          imagePosition: image,
          leftArm: left,
          rightArm: right,
          leftExplanationId: shownBy(left, soundSide === 'right' ? other : image),
          rightExplanationId: shownBy(right, soundSide === 'left' ? other : image),
          soundSide,
          probability: 1,
          ordinal: ordinal + 1,
          issuedAt: now,
          expiresAt: now,
        })
        .returning(),
    );
    await db.insert(votes).values(
      choices.map((choice, revision) => ({
        ballotId: id,
        studyId: study.id,
        raterId: ids[rater] ?? '',
        revision,
        choice,
        reasons: [],
        input: 'pointer',
        idempotencyKey: String(revision),
        castAt: now,
      })),
    );
  }
  for (const id of ids) await packVotes(db, id);
  return ids;
}

/** Votes of seeded raters, each image at most once a rater, some corrected, some checks. */
function drawCast(seed: number, raterCount: number): Cast[] {
  const random = uniformSource(seed);
  const below = (n: number) => Math.floor(random() * n);
  const choice = (): Choice =>
    (['left', 'right', 'left', 'right', 'tie', 'neither'] as const)[below(6)] ?? 'tie';
  return Array.from({ length: raterCount }, (_, rater) =>
    Array.from({ length: imageCount }, (_, image): Cast => {
      const kind = random() < 0.15 ? 'check' : 'regular';
      const left = kind === 'check' ? 0 : below(3);
      const right = kind === 'check' ? 0 : (left + 1 + below(2)) % 3;
      return {
        rater,
        image,
        left,
        right,
        kind,
        soundSide: kind === 'check' ? (random() < 0.5 ? 'left' : 'right') : null,
        choices: random() < 0.2 ? [choice(), choice()] : [choice()],
      };
    }),
  ).flat();
}

type Study = Awaited<ReturnType<typeof makeStudy>>;

/** What the report should hold, vote by vote, with the variance as a double sum over pairs of votes. */
function naive(study: Study, cast: readonly Cast[]) {
  const events = cast.flatMap(({ rater, image, left, right, kind, soundSide, choices }) => {
    const last = choices.at(-1);
    if (last !== 'left' && last !== 'right') return [];
    return (['left', 'right'] as const).flatMap((side) => {
      const arm = side === 'left' ? left : right;
      const won = Number(last === side);
      if (kind === 'check')
        return side === soundSide ? [] : [{ arm, fault: 'failed_check', rater, image, won }];
      if (kind !== 'regular') return [];
      const own = arm === study.control ? (image + 1) % imageCount : image;
      const verdict = study.verdictOf(own, arm === study.control ? 0 : arm);
      const iou = arm === study.control ? null : study.iou(image, arm);
      return [
        ...(verdict && verdict !== study.label(image) ? ['wrong_verdict'] : []),
        ...(iou !== null && iou < 0.2 ? ['missed_boxes'] : []),
        ...(arm === study.control ? ['other_image'] : []),
      ].map((fault) => ({ arm, fault, rater, image, won }));
    });
  });
  return Map.groupBy(events, ({ arm, fault }) => `${arm} ${fault}`);
}

/** The clustered interval from the definition, by pairs of votes that have a rater, an image or both in common. */
function naiveInterval(events: readonly { rater: number; image: number; won: number }[]) {
  const n = events.length;
  const share = events.reduce((sum, { won }) => sum + won, 0) / n;
  const alike = {
    rater: (one: (typeof events)[number], other: typeof one) => one.rater === other.rater,
    image: (one: (typeof events)[number], other: typeof one) => one.image === other.image,
  };
  const common = (isAlike: typeof alike.rater) => {
    const pairs = events.flatMap((one) =>
      events.filter((other) => isAlike(one, other)).map((other) => (one.won - share) * (other.won - share)),
    );
    return {
      pairs: pairs.length,
      clusters: n ** 2 / pairs.length,
      sum: pairs.reduce((sum, x) => sum + x, 0),
    };
  };
  const rater = common(alike.rater);
  const image = common(alike.image);
  const cell = common((one, other) => alike.rater(one, other) && alike.image(one, other));
  const cells = new Set(events.map((event) => `${event.rater} ${event.image}`)).size;
  const clusters = Math.min(rater.clusters, image.clusters);
  if (clusters < 2) return { kind: 'undetermined', reason: expect.any(String) };
  if (share === 0 || share === 1) {
    const deff = 1 + 0.1 * (rater.pairs / n - 1) + 0.1 * (image.pairs / n - 1);
    const bound = 0.05 ** Math.min(1, deff / n);
    return share === 1
      ? { kind: 'at-least', low: expect.closeTo(bound, 9) }
      : { kind: 'at-most', high: expect.closeTo(1 - bound, 9) };
  }
  const variance = (sum: number, g: number) => (sum / n ** 2) * (g / (g - 1));
  const [ofRater, ofImage] = [variance(rater.sum, rater.clusters), variance(image.sum, image.clusters)];
  const both = ofRater + ofImage - variance(cell.sum, cells);
  const spread = share * (1 - share);
  const reach =
    (twoSidedQuantile(0.95, clusters - 1) * Math.sqrt(Math.max(both, ofRater, ofImage, spread / n))) / spread;
  const end = (side: number) => 1 / (1 + Math.exp(-(Math.log(share / (1 - share)) + side * reach)));
  return { kind: 'two-sided', low: expect.closeTo(end(-1), 9), high: expect.closeTo(end(1), 9) };
}

const read = (study: string, exclusions: 'ignore' | 'apply' = 'ignore', as = client) =>
  call(metrics.readConvincing, { params: { study }, query: { exclusions } }, as);
const casesOf = (study: string, arm: number, fault: metrics.Fault, as = client) =>
  call(metrics.listConvincingCases, { params: { study }, query: { arm, fault } }, as);

test('every share, interval and case is what counting vote by vote gives', async () => {
  let known = 0;
  for (const seed of [1, 2, 3]) {
    const study = await makeStudy();
    const cast = drawCast(seed, 9);
    await castAll(study, cast);
    const report = await read(study.slug);
    const expected = naive(study, cast);
    expect(report.rows.map(({ position, fault }) => `${position} ${fault}`).toSorted()).toEqual(
      [...expected.keys()].toSorted(),
    );
    expect(new Set(report.rows.map(({ fault }) => fault)).size).toBe(4);
    for (const row of report.rows) {
      const events = expected.get(`${row.position} ${row.fault}`) ?? [];
      expect(row.n).toBe(events.length);
      expect(row.k).toBe(events.filter(({ won }) => won === 1).length);
      expect(row.raters).toBe(new Set(events.map(({ rater }) => rater)).size);
      expect(row.images).toBe(new Set(events.map(({ image }) => image)).size);
      expect(row.clustered).toEqual(naiveInterval(events));
      known += Number(row.clustered.kind === 'two-sided');
      const { cases, total } = await casesOf(study.slug, row.position, row.fault);
      const byImage = Map.groupBy(events, ({ image }) => hashOf(study.names[image] ?? ''));
      expect(total).toBe(byImage.size);
      expect(cases).toHaveLength(byImage.size);
      for (const { sha256, k, n } of cases) {
        expect(n).toBe(byImage.get(sha256)?.length);
        expect(k).toBe(byImage.get(sha256)?.filter(({ won }) => won === 1).length);
      }
      expect(cases.map(({ k }) => k)).toEqual(cases.map(({ k }) => k).toSorted((x, y) => y - x));
    }
  }
  expect(known).toBeGreaterThan(5);
});

test('a new vote, an exclusion and its withdrawal are seen at once', async () => {
  const study = await makeStudy();
  const cast = drawCast(5, 6);
  const [first = ''] = await castAll(study, cast);
  const before = await read(study.slug);
  expect(await read(study.slug)).toEqual(before);

  await castAll(study, drawCast(6, 1));
  const after = await read(study.slug);
  expect(after.sequence).toBeGreaterThan(before.sequence);
  expect(total(after)).toBeGreaterThan(total(before));

  const { sql } = database;
  await sql`
    insert into arena.exclusions (study_id, rater_id, reason, excluded_at)
    values (${study.id}, ${first}, 'a test', now())`;
  expect(await read(study.slug)).toEqual(after);
  const without = await read(study.slug, 'apply');
  expect(without.exclusions).toBe('apply');
  const left = naive(study, [...cast.filter(({ rater }) => rater !== 0), ...drawCast(6, 1)]);
  expect(total(without)).toBe([...left.values()].flat().length);
  await sql`update arena.exclusions set withdrawn_at = now() where study_id = ${study.id}`;
  expect(total(await read(study.slug, 'apply'))).toBe(total(after));
});

const total = ({ rows }: metrics.ConvincingReport) => rows.reduce((sum, { n }) => sum + n, 0);

test('while a study is open, the public sees what it may: results, and no case of an image under embargo', async () => {
  const study = await makeStudy();
  await castAll(study, drawCast(8, 4));
  const { db } = database;
  const set = (changes: Partial<typeof arenaSchema.studies.$inferInsert>) =>
    db.update(arenaSchema.studies).set(changes).where(eq(arenaSchema.studies.id, study.id));
  const maintainer = { ...client, token: maintainerKey };

  await set({ status: 'open', results: 'hidden', embargo: 'nothing' });
  await expect(read(study.slug)).rejects.toThrow(/shown when the study is closed/);
  await expect(casesOf(study.slug, 0, 'wrong_verdict')).rejects.toThrow(/shown when the study is closed/);
  expect((await read(study.slug, 'ignore', maintainer)).rows).not.toEqual([]);

  await set({ results: 'live', embargo: 'images' });
  await expect(read(study.slug)).rejects.toMatchObject({ slug: 'results-hidden' });
  const all = await casesOf(study.slug, 0, 'wrong_verdict', maintainer);
  expect(all).toMatchObject({ withheld: 0, total: all.cases.length });
  await set({ status: 'closed' });
  expect((await read(study.slug)).rows).not.toEqual([]);
  expect(await casesOf(study.slug, 0, 'wrong_verdict')).toEqual(all);

  // Another study that is open still asks about the same images.
  const { sql } = database;
  const [other] = await sql<{ id: string }[]>`
    insert into arena.studies (slug, title, question, consent, demo, status, policy, correction_window_s, ballot_ttl_s,
      repeat_share, check_share, equivalence_margin, seed)
    values (${`${study.slug}-2`}, 'Another', '?', '.', false, 'open', 'balanced', 60, 60, 0, 0, 0.1, 1) returning id`;
  await sql`
    insert into arena.study_images (study_id, position, dataset_image_id, image_sha256, label)
    select ${other?.id ?? ''}, position, dataset_image_id, image_sha256, label
    from arena.study_images where study_id = ${study.id}`;
  expect(await casesOf(study.slug, 0, 'wrong_verdict')).toMatchObject({
    cases: [],
    total: all.total,
    withheld: all.total,
  });
});

test('scores of an older scorer do not count, a study without votes has no rows, an unknown one is refused', async () => {
  const study = await makeStudy();
  expect(await read(study.slug)).toMatchObject({ rows: [], votes: 0, threshold: 0.2 });
  await database.db.update(metricsSchema.scores).set({ scorer: scorerVersion - 1 });
  await castAll(study, drawCast(7, 4));
  const { rows } = await read(study.slug);
  expect(rows.map(({ fault }) => fault)).not.toContain('missed_boxes');
  await expect(read('nowhere')).rejects.toThrow('There is no study nowhere');
  await expect(casesOf(study.slug, 9, 'wrong_verdict')).rejects.toThrow('has no arm 9');
});

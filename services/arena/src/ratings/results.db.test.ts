import { arena, call, send, type ClientOptions } from '@fakexplain/contract';
import { fillCatalog, type Catalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;
beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 12, sources: ['one', 'two', 'three'] });
});
afterAll(() => service.close());

const day = 86_400;

const open = async (settings: Partial<arena.NewStudy>) => {
  const study = newStudy(catalog, { correctionWindowS: day, ballotTtlS: 7 * day, ...settings });
  await service.openStudy(study);
  return study.slug;
};

/** Votes of a new rater for the left side, and the ballots they are on. */
async function vote(study: string, count: number, choice: 'left' | 'tie' = 'left') {
  const rater = await service.enrol(study);
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const [ballot] = (await draw(rater, study)).ballots;
    if (!ballot) throw new Error('no ballot is left');
    await cast(rater, ballot.id, { choice });
    ids.push(ballot.id);
  }
  return { rater, ids };
}

type Query = Parameters<typeof call<typeof arena.readLeaderboard>>[1]['query'];
const board = (study: string, reader: ClientOptions = service.as(), query: Query = {}) =>
  call(arena.readLeaderboard, { params: { study }, query }, reader);

/** Everything that tells results of a study. */
const reports = (study: string, reader: ClientOptions) => [
  () => board(study, reader),
  () => board(study, reader, { slice: 'label', value: 'generated', pairs: 'none', exclusions: 'apply' }),
  () => call(arena.readQuality, { params: { study } }, reader),
  () => call(arena.readCovariates, { params: { study }, query: {} }, reader),
  async () => {
    const stream = await send(arena.followLeaderboard, { params: { study } }, reader);
    await stream.body?.cancel();
  },
];

test('hidden results are a maintainer’s alone until the study is closed; counts are everyone’s', async () => {
  const study = await open({ results: 'hidden' });
  const { rater } = await vote(study, 2);
  for (const reader of [service.as(), rater.as, service.as('not-the-token-of-maintainers')])
    for (const read of reports(study, reader))
      await expect(read()).rejects.toMatchObject({
        slug: 'results-hidden',
        problem: { status: 403 },
        message: '“A study” is open. Its results are shown when it is closed.',
      });
  for (const read of reports(study, service.maintainer)) await expect(read()).resolves.not.toThrow();
  expect(await call(arena.readStudy, { params: { study } }, service.as())).toMatchObject({
    votes: 2,
    raters: 1,
  });

  await call(arena.closeStudy, { params: { study } }, service.maintainer);
  for (const read of reports(study, service.as())) await expect(read()).resolves.not.toThrow();
});

test('an unknown study is not told apart by its results', async () => {
  for (const read of reports('nowhere', service.as()))
    await expect(read()).rejects.toMatchObject({ slug: 'not-found' });
});

test('live results are everyone’s, and what depends on the reader is for no other', async () => {
  const study = await open({ results: 'live' });
  for (const read of reports(study, service.as())) await expect(read()).resolves.not.toThrow();
  const answer = await send(arena.readLeaderboard, { params: { study }, query: {} }, service.as());
  expect(answer.headers.get('cache-control')).toBe('private, no-cache');
  expect(answer.headers.get('vary')).toBe('Authorization, X-Session');
});

test('live results wait for the end of the day while an image of the study is under embargo, here or elsewhere', async () => {
  const other = await fillCatalog(service.database.db, { images: 12, sources: ['one', 'two', 'three'] });
  const openOn = async (settings: Partial<arena.NewStudy>) => {
    const study = newStudy(other, settings);
    await service.openStudy(study);
    return study.slug;
  };
  const waits = async (study: string) => {
    // A leaderboard before and after a vote would tell its arms, and one by label the label.
    expect((await board(study)).stamp.until).not.toBeNull();
    await expect(board(study, service.as(), { slice: 'label', value: 'real' })).rejects.toMatchObject({
      slug: 'results-hidden',
    });
    expect(await call(arena.readStudy, { params: { study } }, service.as())).toMatchObject({
      results: 'delayed',
    });
  };
  const own = await openOn({ results: 'live', embargo: 'images' });
  await waits(own);
  await call(arena.closeStudy, { params: { study: own } }, service.maintainer);

  const live = await openOn({ results: 'live' });
  expect((await board(live)).stamp.until).toBeNull();
  const hidden = await openOn({ results: 'hidden', embargo: 'everything' });
  await waits(live);
  expect((await board(live, service.maintainer)).stamp.until).toBeNull();
  await call(arena.closeStudy, { params: { study: hidden } }, service.maintainer);
  expect((await board(live)).stamp.until).toBeNull();
});

test('delayed results are as of the end of the day before, computed once, whatever comes since', async () => {
  // The middle of a day, so that a vote of one day can still be corrected on the next.
  service.clock.pass(day / 2);
  const study = await open({ results: 'delayed' });
  const whole = (given: arena.Leaderboard) => given.ratings.reduce((sum, { votes }) => sum + votes, 0) / 2;
  const before = await board(study);
  expect(before).toMatchObject({ status: 'empty', stamp: { votes: 0, sequence: 0 } });
  expect(before.stamp.until).toBe(
    new Date(Math.floor(service.clock.now().getTime() / 86_400_000) * 86_400_000).toISOString(),
  );

  const first = await vote(study, 4);
  const second = await vote(study, 3);
  const ofMaintainers = await board(study, service.maintainer);
  expect(ofMaintainers).toMatchObject({ raters: 2, stamp: { votes: 7, until: null } });
  expect(await board(study)).toMatchObject({ stamp: { votes: 0 } });

  service.clock.pass(0.6 * day);
  const today = await vote(study, 2);
  // A correction of today does not change what stood at the end of yesterday; an exclusion of today does not either.
  await cast(first.rater, first.ids[0] ?? '', { choice: 'tie' });
  const body = { rater: second.rater.rater, reason: 'for a test' };
  await call(arena.excludeRater, { params: { study }, body }, service.maintainer);
  const yesterday = await board(study);
  expect(yesterday).toMatchObject({
    raters: 2,
    exclusions: { applied: false, raters: 0, votes: 0 },
    stamp: { votes: 7, sequence: ofMaintainers.stamp.sequence },
    slices: { category: [], generator: [], label: [] },
  });
  // What the maintainers saw yesterday, to the last digit.
  for (const part of ['ratings', 'pairs', 'sideBias', 'components', 'status'] as const)
    expect(yesterday[part]).toEqual(ofMaintainers[part]);
  expect(whole(yesterday)).toBe(7);

  await vote(study, 1);
  expect(await board(study)).toEqual(yesterday);
  expect(await board(study, service.as(), { pairs: 'none' })).toEqual({ ...yesterday, pairs: [] });
  await expect(board(study, service.as(), { slice: 'label', value: 'generated' })).rejects.toMatchObject({
    slug: 'results-hidden',
  });
  for (const read of reports(study, today.rater.as).slice(1))
    await expect(read()).rejects.toMatchObject({ slug: 'results-hidden' });

  service.clock.pass(day);
  const next = await board(study, service.as(), { exclusions: 'apply' });
  expect(next).toMatchObject({
    exclusions: { applied: true, raters: 1, votes: 3 },
    stamp: { votes: 7 },
  });
  const applied = await board(study, service.maintainer, { exclusions: 'apply' });
  expect(next.ratings).toEqual(applied.ratings);
});

test('of a delayed leaderboard asked for many times at once, one is computed', async () => {
  const study = await open({ results: 'delayed' });
  await vote(study, 2);
  service.clock.pass(day);
  const boards = await Promise.all(Array.from({ length: 20 }, () => board(study)));
  expect(new Set(boards.map(({ stamp }) => stamp.at)).size).toBe(1);
  expect(boards[0]).toMatchObject({ stamp: { votes: 2 } });
});

test('a rater learns whose explanations they were only after the end, and where results are shown', async () => {
  for (const [results, shown] of [
    ['hidden', false],
    ['delayed', false],
    ['live', true],
  ] as const) {
    const study = await open({ results });
    const { rater } = await vote(study, 2);
    const read = () => call(arena.readContribution, { params: { study } }, rater.as);
    expect(await read()).toEqual({ cast: 2, corrected: 0, quality: null, results: null });
    await call(arena.endRater, { params: { study } }, rater.as);
    expect((await read()).results !== null).toBe(shown);
    await call(arena.closeStudy, { params: { study } }, service.maintainer);
    const { results: after } = await read();
    expect(after).toMatchObject({ studyVotes: 2, studyRaters: 1 });
    expect(after?.pairs.length).toBeGreaterThan(0);
  }
});

test('which studies ask about an image is withheld while one with an embargo is open', async () => {
  const own = await fillCatalog(service.database.db, { images: 3, sources: ['one', 'two'] });
  const [sha256 = ''] = own.images;
  const read = (reader: ClientOptions) => call(arena.listCaseStudies, { params: { sha256 } }, reader);
  const study = newStudy(own, { embargo: 'images' });
  await service.openStudy(study);
  await expect(read(service.as())).rejects.toMatchObject({ slug: 'embargoed' });
  expect((await read(service.maintainer)).studies).toMatchObject([{ slug: study.slug }]);
  await call(arena.closeStudy, { params: { study: study.slug } }, service.maintainer);
  expect((await read(service.as())).studies).toMatchObject([{ slug: study.slug }]);
});

test('a leaderboard as of a vote is that which was recorded then', async () => {
  const study = await open({ results: 'live', embargo: 'nothing' });
  const recorded: arena.Leaderboard[] = [];
  const record = async () =>
    recorded.push(
      await board(study, service.as(), { slice: 'label', value: 'generated' }),
      await board(study),
    );
  const parts = [
    'votes',
    'raters',
    'exclusions',
    'ratings',
    'pairs',
    'sideBias',
    'components',
    'status',
    'notes',
    'slices',
  ] as const;
  const first = await vote(study, 3);
  await record();
  const second = await vote(study, 4);
  await record();
  service.clock.pass(1);
  const body = { rater: second.rater.rater, reason: 'for a test' };
  const { id } = await call(arena.excludeRater, { params: { study }, body }, service.maintainer);
  service.clock.pass(1);
  await cast(first.rater, first.ids[0] ?? '', { choice: 'tie' });
  await record();
  service.clock.pass(1);
  await call(arena.withdrawExclusion, { params: { study, exclusion: id } }, service.maintainer);
  service.clock.pass(1);
  await vote(study, 2);
  await record();

  for (const then of recorded) {
    const asked = { slice: then.slice.kind, value: then.slice.value, at: then.stamp.sequence } as const;
    const again = await board(study, service.as(), asked);
    for (const part of parts) expect(again[part], part).toEqual(then[part]);
    expect(again.stamp).toMatchObject({
      votes: then.stamp.votes,
      sequence: then.stamp.sequence,
      until: null,
    });
  }
  await expect(board(study, service.as(), { at: 1_000_000 })).rejects.toMatchObject({ slug: 'not-found' });
  const delayed = await open({ results: 'delayed' });
  await vote(delayed, 1);
  const { stamp } = await board(delayed, service.maintainer);
  await expect(board(delayed, service.as(), { at: stamp.sequence })).rejects.toMatchObject({
    slug: 'results-hidden',
  });
});

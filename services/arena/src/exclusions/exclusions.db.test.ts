import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let running: TestArena;
let study: string;
/** Ids of two raters; the first always votes left, the second right. */
let raters: string[];

beforeAll(async () => {
  running = await startArena();
  const catalog = await fillCatalog(running.database.db, { sources: ['a', 'b', 'c'], images: 40 });
  ({ slug: study } = await running.openStudy(newStudy(catalog, { checkShare: 0.2, repeatShare: 0 })));
  raters = [];
  for (const choice of ['left', 'right'] as const) {
    const rater = await running.enrol(study);
    raters.push(rater.rater);
    for (let asked = 0; asked < 24; asked += 1) {
      const { ballots } = await draw(rater, study);
      for (const { id } of ballots) await cast(rater, id, { choice, responseMs: 1_000 + asked });
    }
  }
});
afterAll(() => running?.close());

const board = (exclusions: 'ignore' | 'apply') =>
  call(arena.readLeaderboard, { params: { study }, query: { exclusions } }, running.as());
const exclude = (rater: string, reason = 'answered faster than one can read') =>
  call(arena.excludeRater, { params: { study }, body: { rater, reason } }, running.maintainer);

test('a leaderboard can be seen with and without a rater, and the exclusion can be taken back', async () => {
  const [first = '', second = ''] = raters;
  const before = await board('apply');
  expect(before.exclusions).toEqual({ applied: true, raters: 0, votes: 0 });
  const exclusion = await exclude(first);
  expect(exclusion).toMatchObject({ rater: first, withdrawnAt: null });

  const all = await board('ignore');
  const without = await board('apply');
  expect(all.exclusions).toEqual({ applied: false, raters: 1, votes: exclusion.votes });
  expect(all.ratings).toEqual(before.ratings);
  expect(without).toMatchObject({
    raters: 1,
    exclusions: { applied: true, raters: 1, votes: exclusion.votes },
    stamp: { votes: all.stamp.votes - exclusion.votes, covariance: 'rater-image' },
  });
  // What is left are votes for the right side alone.
  expect(without.sideBias).toMatchObject({ left: 0, n: without.stamp.votes });

  // The same as a study in which only the other rater ever voted, recounted from the votes.
  const recounted = await running.database.sql<{ arm: number; wins: number }[]>`
    select b.right_arm as arm, count(*)::int as wins
    from arena.votes v join arena.ballots b on b.id = v.ballot_id and b.kind = 'regular'
    where v.rater_id = ${second} group by b.right_arm order by b.right_arm`;
  const wins = without.ratings
    .toSorted((a, b) => a.position - b.position)
    .map(({ position, wins }) => ({ arm: position, wins }));
  expect(wins).toEqual([...recounted]);

  await call(arena.withdrawExclusion, { params: { study, exclusion: exclusion.id } }, running.maintainer);
  expect((await board('apply')).stamp.votes).toBe(all.stamp.votes);
  const { exclusions } = await call(arena.listExclusions, { params: { study } }, running.as());
  expect(exclusions).toEqual([
    expect.objectContaining({ id: exclusion.id, withdrawnAt: expect.any(String), reason: exclusion.reason }),
  ]);
});

test('an exclusion stands once, is of the study’s own raters, and only maintainers make it', async () => {
  const [, second = ''] = raters;
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => 'accepted',
      (error: unknown) => (error instanceof ServiceProblem ? error.slug : error),
    );
  expect(await refusal(exclude('00000000-0000-4000-8000-000000000000'))).toBe('not-found');
  const standing = await exclude(second);
  expect(await refusal(exclude(second))).toBe('rater-excluded');
  const body = { rater: second, reason: 'x' };
  expect(await refusal(call(arena.excludeRater, { params: { study }, body }, running.as('nobody')))).toBe(
    'unauthenticated',
  );
  await call(arena.withdrawExclusion, { params: { study, exclusion: standing.id } }, running.maintainer);
  // Still on record, and it may be made again.
  await exclude(second, 'told us it was a test');
  const { raters: reports } = await call(
    arena.listRaterReports,
    { params: { study }, query: {} },
    running.maintainer,
  );
  expect(reports.find(({ rater }) => rater === second)?.exclusion?.reason).toBe('told us it was a test');
});

test('a rater’s report counts votes, sides, checks and time', async () => {
  const [first = ''] = raters;
  const { raters: reports } = await call(
    arena.listRaterReports,
    { params: { study }, query: {} },
    running.maintainer,
  );
  const own = reports.find(({ rater }) => rater === first);
  expect(own).toMatchObject({ right: 0, left: own?.votes, repeats: { k: 0, n: 0 } });
  expect((own?.votes ?? 0) + (own?.checks.n ?? 0)).toBe(24);
  expect(own?.medianOfBrowserMs).toBeCloseTo(1_011.5, 6);
  // The clock of the tests stood still.
  expect(own).toMatchObject({ answers: 24, medianMs: 0 });
});

test('covariates are read from the same votes, with and without exclusions', async () => {
  const read = (exclusions: 'ignore' | 'apply') =>
    call(arena.readCovariates, { params: { study }, query: { exclusions } }, running.as());
  const [all, applied] = [await read('ignore'), await read('apply')];
  expect(all.votesOfStudy - applied.votesOfStudy).toBe((await board('ignore')).exclusions.votes);
  expect(all.raters).toBe(2);
  expect(all.covariates.map(({ covariate }) => covariate)).toContain('verdict_right');
});

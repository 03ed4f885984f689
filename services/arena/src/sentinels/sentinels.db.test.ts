import { randomUUID } from 'node:crypto';
import { arena, call, send } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countAnswers } from '../testing/recount-raters.ts';
import { simulateRaters, type SimulatedRater } from '../testing/simulate-raters.ts';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;
beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 60, sources: ['one', 'two', 'three'] });
});
afterAll(() => service.close());

const report = (study: string, query: Parameters<typeof read>[1] = {}) => read(study, query);
const read = (
  study: string,
  query: {
    sort?: 'votes' | 'fast' | 'flags';
    order?: 'ascending';
    flagged?: arena.Sentinel | 'any';
    page?: number;
  },
) => call(arena.listRaterReports, { params: { study }, query }, service.maintainer);

/** Ids of all raters whom some sentinel flags, with the sentinels, page after page. */
async function flaggedIn(study: string): Promise<Map<string, arena.Sentinel[]>> {
  const found = new Map<string, arena.Sentinel[]>();
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const answer = await report(study, { flagged: 'any', page });
    pages = answer.pages;
    for (const { rater, flags } of answer.raters)
      found.set(
        rater,
        flags.map(({ sentinel }) => sentinel),
      );
  }
  return found;
}

/** Puts simulated raters into a study, by their counts. */
async function addRaters(study: string, raters: SimulatedRater[]): Promise<void> {
  const { sql } = service.database;
  const [{ id = '' } = {}] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${study}`;
  const moment = (seconds: number) => new Date(seconds * 1_000).toISOString();
  await sql`insert into arena.raters ${sql(
    raters.map(({ answers, network, enrolled }) => ({
      id: answers[0]?.rater ?? '',
      study_id: id,
      token_hash: randomUUID(),
      cohort: 'open',
      network,
      consented_at: moment(enrolled),
      created_at: moment(enrolled),
    })),
  )}`;
  await sql`insert into arena.rater_counts ${sql(
    raters.map(({ answers }) => {
      const counts = countAnswers(answers);
      return {
        rater_id: counts.rater,
        study_id: id,
        answers: counts.answers,
        votes: counts.votes,
        left_votes: counts.left,
        right_votes: counts.right,
        checks: counts.checks,
        checks_passed: counts.passed,
        fast: counts.fast,
        timed_texts: counts.timedTexts,
        hurried: counts.hurried,
        unseen: counts.unseen,
        last_choice: counts.lastChoice,
        run: counts.run,
        longest_side_run: counts.longestSideRun,
        longest_neutral_run: counts.longestNeutralRun,
        opening: counts.opening,
        last_cast_at: moment(answers.at(-1)?.cast ?? 0),
        packed_votes: Buffer.alloc(0),
      };
    }),
  )}`;
}

describe.each([1, 2, 3])('a simulation, seed %i', (seed) => {
  test('every bot is flagged, for what it does, and at most 1 in 100 honest raters is', async () => {
    const { slug } = await service.openStudy(newStudy(catalog));
    const raters = simulateRaters(seed, 1_500);
    await addRaters(slug, raters);
    const flagged = await flaggedIn(slug);
    const sentinelsOf = (kind: SimulatedRater['kind']) =>
      raters
        .filter((rater) => rater.kind === kind)
        .map(({ answers }) => flagged.get(answers[0]?.rater ?? '') ?? []);
    const honest = sentinelsOf('honest').filter((sentinels) => sentinels.length > 0);
    const expected: [SimulatedRater['kind'], arena.Sentinel][] = [
      ['left in 0.7 s', 'median_time'],
      ['left in 0.7 s', 'one_sided'],
      ['left in 0.7 s', 'long_run'],
      ['random and fast', 'median_time'],
      ['one script', 'same_opening'],
      ['farm', 'one_network'],
      ['no image', 'image_unseen'],
    ];
    for (const [kind, sentinel] of expected)
      for (const sentinels of sentinelsOf(kind)) expect(sentinels, kind).toContain(sentinel);
    // By which sentinel, where it fails.
    expect(honest.length, JSON.stringify(honest)).toBeLessThanOrEqual(15);
  });
});

test('the report comes in pages, sorted and filtered before they are cut', async () => {
  const { slug } = await service.openStudy(newStudy(catalog));
  const raters = simulateRaters(4, 100);
  await addRaters(slug, raters);
  const first = await report(slug, { sort: 'fast' });
  expect(first).toMatchObject({ total: raters.length, pages: Math.ceil(raters.length / 50) });
  const all = [...first.raters];
  for (let page = 2; page <= first.pages; page += 1)
    all.push(...(await report(slug, { sort: 'fast', page })).raters);
  expect(new Set(all.map(({ rater }) => rater)).size).toBe(raters.length);
  const countsOf = new Map(
    raters.map(({ answers }) => {
      const counts = countAnswers(answers);
      return [counts.rater, counts] as const;
    }),
  );
  const shares = all.map(({ rater }) => {
    const { fast = 0, answers = 1 } = countsOf.get(rater) ?? {};
    return fast / answers;
  });
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  expect((await report(slug, { page: first.pages + 1 })).raters).toEqual([]);

  const few = await report(slug, { sort: 'votes', order: 'ascending' });
  const votes = few.raters.map(({ votes }) => votes);
  expect(votes).toEqual(
    [...countsOf.values()]
      .map((one) => one.votes)
      .toSorted((a, b) => a - b)
      .slice(0, 50),
  );

  const farm = await report(slug, { flagged: 'one_network' });
  expect(farm.total).toBe(40);
  expect(first.sentinels.find(({ sentinel }) => sentinel === 'one_network')).toMatchObject({
    raters: 40,
    counting: 40,
    rule: expect.stringContaining('More than 30 raters'),
  });
  expect(farm.raters[0]?.flags.find(({ sentinel }) => sentinel === 'one_network')).toEqual({
    sentinel: 'one_network',
    value: 40,
    threshold: 31,
    n: 40,
  });
});

test('a flagged set is left out for one reason, seen with and without, and taken back as one', async () => {
  const { slug } = await service.openStudy(newStudy(catalog));
  const params = { study: slug };
  const ids: Record<'people' | 'bots', string[]> = { people: [], bots: [] };
  for (let n = 0; n < 6; n += 1) {
    const isBot = n % 2 === 1;
    const rater = await service.enrol(slug, `198.51.100.${n}`);
    ids[isBot ? 'bots' : 'people'].push(rater.rater);
    for (let asked = 0; asked < 16; asked += 1) {
      const [ballot] = (await draw(rater, slug)).ballots;
      if (!ballot) throw new Error('no ballot');
      await send(arena.readBallotImage, { params: { ballot: ballot.id } }, rater.as);
      service.clock.pass(isBot ? 0.7 : 9);
      const side = (asked * 7 + n) % 3 === 0 ? 'right' : 'left';
      // What the browser says of the time is not asked.
      await cast(rater, ballot.id, { choice: isBot ? 'left' : side, responseMs: 9_000 });
    }
  }
  const flagged = await report(slug, { flagged: 'median_time' });
  expect(flagged.raters.map(({ rater }) => rater).toSorted()).toEqual(ids.bots.toSorted());
  expect(flagged.raters[0]).toMatchObject({ answers: 16, medianMs: 700, medianOfBrowserMs: 9_000 });
  expect((await report(slug, { flagged: 'any' })).total).toBe(3);

  const board = (exclusions: 'ignore' | 'apply') =>
    call(arena.readLeaderboard, { params, query: { exclusions } }, service.as());
  const before = await board('ignore');
  const body: arena.NewExclusionSet = {
    sentinels: ['median_time', 'one_sided'],
    reason: 'answered within a second, always for the left side',
  };
  const excluded = await call(arena.excludeFlagged, { params, body }, service.maintainer);
  const recorded = await service.database.sql`
    select key_name as key, after ->> 'id' as id from audit.entries
    where action = 'excludeFlagged' and subject = ${params.study}`;
  expect(recorded).toMatchObject([{ key: 'tests', id: excluded.id }]);
  expect(excluded).toMatchObject({ rater: null, raters: 3, votes: 48, withdrawnAt: null, ...body });
  // No one has both an exclusion alone and one with others.
  await expect(call(arena.excludeFlagged, { params, body }, service.maintainer)).rejects.toMatchObject({
    slug: 'nobody-flagged',
  });
  const [all, without] = [await board('ignore'), await board('apply')];
  expect(all.ratings).toEqual(before.ratings);
  expect(all.exclusions).toEqual({ applied: false, raters: 3, votes: 48 });
  expect(without).toMatchObject({ raters: 3, exclusions: { applied: true, raters: 3, votes: 48 } });
  expect(without.stamp.votes).toBe(48);
  const { raters } = await report(slug);
  for (const { rater, exclusion } of raters)
    expect(exclusion).toEqual(ids.bots.includes(rater) ? excluded : null);
  expect((await report(slug)).sentinels[0]).toMatchObject({ raters: 3, counting: 0 });

  const withdraw = { params: { ...params, exclusion: excluded.id } };
  const taken = await call(arena.withdrawExclusion, withdraw, service.maintainer);
  expect(taken).toMatchObject({ id: excluded.id, raters: 3, withdrawnAt: expect.any(String) });
  expect((await board('apply')).ratings).toEqual(before.ratings);
  const { exclusions } = await call(arena.listExclusions, { params }, service.as());
  expect(exclusions).toEqual([taken]);
  await expect(call(arena.excludeFlagged, { params, body }, service.as('nobody'))).rejects.toMatchObject({
    slug: 'unauthenticated',
  });
});

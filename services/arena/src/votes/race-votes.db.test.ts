import { randomUUID } from 'node:crypto';
import { type arena, ServiceProblem } from '@fakexplain/contract';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countedVotes, recountedCurrent, recountedVotes, unpackedCurrent } from '../testing/recount.ts';
import { countedRaters, recountedRaters } from '../testing/recount-raters.ts';
import { cast, draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';

const RATERS = 10;
const ballotsEach = 3;
const SUBMISSIONS = 2_000;
const choices = ['left', 'right', 'tie', 'neither'] as const;

let service: TestArena;
beforeAll(async () => {
  service = await startArena();
});
afterAll(() => service.close());

test('of submissions racing with equal and different keys, one vote a ballot is current, and counted', async () => {
  const catalog = await fillCatalog(service.database.db, {
    images: 20,
    sources: ['one', 'two', 'three'],
    describe: (image) => ({ category: `c${image % 2}`, generator: `g${image % 3}` }),
  });
  const study = newStudy(catalog);
  await service.openStudy(study);
  const ballots = await Promise.all(
    Array.from({ length: RATERS }, async () => {
      const rater = await service.enrol(study.slug);
      const { ballots } = await draw(rater, study.slug, ballotsEach);
      return ballots.map(({ id }) => ({ rater, id, keys: [randomUUID(), randomUUID(), randomUUID()] }));
    }),
  );
  const all = ballots.flat();
  const said = new Map<string, arena.Choice>();
  const outcomes = await Promise.all(
    Array.from({ length: SUBMISSIONS }, async (_, index) => {
      const ballot = all[index % all.length];
      if (!ballot) throw new Error('no ballot');
      const round = Math.floor(index / all.length);
      // A third of the submissions retry a key with its answer or with another one; the others bring their own key.
      const key = round % 3 === 0 ? ballot.keys[(round / 3) % 3] : undefined;
      const choice = choices[(index * 7 + round) % 4] ?? 'tie';
      try {
        const { status, vote } = await cast(ballot.rater, ballot.id, { choice }, key);
        if (status === 201) said.set(vote.id, vote.choice);
        return status;
      } catch (error) {
        if (error instanceof ServiceProblem) return error.slug;
        throw error;
      }
    }),
  );
  expect([...new Set(outcomes)].toSorted()).toEqual([200, 201, 'idempotency-key-reused']);

  const { sql } = service.database;
  const votes = await sql<{ id: string; ballot: string; revision: number; choice: arena.Choice }[]>`
    select id, ballot_id as ballot, revision, choice from arena.votes order by ballot_id, revision`;
  expect(new Map(votes.map(({ id, choice }) => [id, choice]))).toEqual(said);
  for (const { id } of all) {
    const revisions = votes.filter(({ ballot }) => ballot === id);
    expect(revisions.map(({ revision }) => revision)).toEqual(revisions.map((_, index) => index));
    expect(revisions.length).toBeGreaterThan(0);
    // A revision says something else than the one before.
    for (const [index, { choice }] of revisions.entries())
      expect(choice).not.toBe(revisions[index - 1]?.choice);
  }
  const counted = await countedVotes(sql, study.slug);
  expect(counted).toEqual(await recountedVotes(sql, study.slug));
  const byRater = (counts: { rater?: string; votes?: number; left?: number; right?: number }[]) =>
    counts.map(({ rater, votes, left, right }) => ({ rater, votes, left, right }));
  expect(byRater(await countedRaters(sql, study.slug))).toEqual(
    byRater(await recountedRaters(sql, study.slug)),
  );
  expect(await unpackedCurrent(sql, study.slug)).toEqual(await recountedCurrent(sql, study.slug));
  const total = counted.reduce(
    (sum, { winsA, winsB, ties, neither }) => sum + winsA + winsB + ties + neither,
    0,
  );
  expect(total).toBe(all.length);
});

import { randomUUID } from 'node:crypto';
import { arena, call } from '@fakexplain/contract';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import { addDataset, addPictures, addRun, type Said } from '@fakexplain/fixtures/catalog';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Service } from '../cli/src/stack/child-service.ts';
import { enrolRater, openStudy, startArena } from './harness/arena.ts';

/**
 * The published human study, vote by vote through the HTTP API: 807 of 1,525 for the human annotation over
 * FakeXplainer, 399 of 400 for FakeXplainer over LEGION and 400 of 400 over FakeShield. 25 raters see every image, so
 * 61 + 16 + 16 images give exactly these numbers of votes; four more of the human's go into practice, which raters
 * see before they vote.
 */
const practice = 4;
const raters = 25;
const comparisons = [
  { winner: 'human', loser: 'fakexplainer', images: 61, wins: 807 },
  { winner: 'fakexplainer', loser: 'legion', images: 16, wins: 399 },
  { winner: 'fakexplainer', loser: 'fakeshield', images: 16, wins: 400 },
];

let database: ClonedDatabase;
let service: Service;
let board: arena.Leaderboard;

beforeAll(async () => {
  database = await cloneDatabase();
  const shown = comparisons.flatMap(({ winner, loser, images }) =>
    Array.from({ length: winner === 'human' ? images + practice : images }, (_, i) => ({
      name: `${loser}-${i}`,
      sources: [winner, loser],
    })),
  );
  const datasetId = await addDataset(
    database.db,
    'fakexplained',
    Object.fromEntries(
      shown.map(({ name }) => [name, { width: 640, height: 480, label: 'generated' as const }]),
    ),
  );
  for (const source of ['human', 'fakexplainer', 'legion', 'fakeshield']) {
    const says = shown
      .filter(({ sources }) => sources.includes(source))
      .map(({ name }): [string, Said] => [
        name,
        {
          verdict: 'generated',
          regions: [{ box: [10, 10, 100, 100], description: `${source} on ${name}` }],
        },
      ]);
    await addRun(database.db, { source, datasetId }, Object.fromEntries(says));
  }
  await addPictures(database.db);
  service = await startArena(database.url);
  await openStudy(service.address, {
    slug: 'paper',
    title: 'The published study',
    consent: 'Replay of published counts.',
    datasets: ['fakexplained'],
    results: 'live',
    embargo: 'nothing',
    arms: ['human', 'fakexplainer', 'legion', 'fakeshield'].map((source) => ({ source })),
    repeatShare: 0,
    checkShare: 0,
  });
  await replay(service.address);
  board = await call(
    arena.readLeaderboard,
    { params: { study: 'paper' }, query: {} },
    { baseUrl: service.address },
  );
});

afterAll(async () => {
  await service?.stop();
  await database?.close();
});

/** Casts every vote; each comparison's wins come in a fixed shuffled order. */
async function replay(baseUrl: string): Promise<void> {
  const outcomes = new Map(
    comparisons.map(({ winner, loser, images, wins }) => [
      `${winner}|${loser}`,
      // A step that is coprime with the total visits every vote once: losses are spread over raters and images.
      Array.from({ length: images * raters }, (_, i) => (i * 7) % (images * raters) < wins),
    ]),
  );
  const sayer = (shown: { regions: { description: string }[] }) =>
    shown.regions[0]?.description.split(' ')[0];
  await Promise.all(
    Array.from({ length: raters }, async () => {
      const token = await enrolRater(baseUrl, 'paper');
      const options = { baseUrl, token };
      for (;;) {
        const drawn = await call(
          arena.drawBallots,
          { params: { study: 'paper' }, body: { ahead: 3 } },
          options,
        );
        if (drawn.ballots.length === 0) return;
        for (const ballot of drawn.ballots) {
          if (!ballot.left || !ballot.right) throw new Error('a ballot came without its explanations');
          const [left, right] = [sayer(ballot.left), sayer(ballot.right)];
          const winnerWins =
            outcomes.get(`${left}|${right}`)?.pop() ?? outcomes.get(`${right}|${left}`)?.pop() ?? false;
          const winnerOnLeft = outcomes.has(`${left}|${right}`);
          await call(
            arena.castVote,
            {
              params: { ballot: ballot.id },
              headers: { 'idempotency-key': randomUUID() },
              body: { choice: winnerOnLeft === winnerWins ? 'left' : 'right' },
            },
            options,
          );
        }
      }
    }),
  );
}

function pair(a: string, b: string): arena.PairShare {
  const position = (name: string) => board.ratings.find((rating) => rating.source === name)?.position;
  const found = board.pairs.find((p) => p.a === position(a) && p.b === position(b));
  if (!found) throw new Error(`no pair ${a} against ${b}`);
  return found;
}

const twoSided = (interval: arena.Interval) => {
  if (interval.kind !== 'two-sided') throw new Error(`expected a two-sided interval, got ${interval.kind}`);
  return interval;
};

test('every vote is counted, none neutral', () => {
  expect(board.stamp.votes).toBe(1_525 + 400 + 400);
  expect(board.raters).toBe(raters);
});

// scipy 1.17: binomtest(k, n), its proportion_ci() and one-sided twins.
test('human over FakeXplainer: 807 of 1,525', () => {
  const { winsA, n, share, exact, exactP, equivalenceP, equivalent } = pair('human', 'fakexplainer');
  expect([winsA, n]).toEqual([807, 1_525]);
  expect(share).toBeCloseTo(807 / 1_525, 12);
  expect(twoSided(exact).low).toBeCloseTo(0.5037646392579915, 9);
  expect(twoSided(exact).high).toBeCloseTo(0.5544834499841029, 9);
  expect(exactP).toBeCloseTo(0.024199201096004885, 9);
  // Equivalence within ±5 points is just missed: even votes as if independent, whose t has 24 degrees of freedom, give 0.0577 (scipy).
  expect(equivalenceP).toBeGreaterThan(0.0576);
  expect(equivalent).toBe(false);
});

test('FakeXplainer over LEGION: 399 of 400', () => {
  const { winsA, n, bound, exact } = pair('fakexplainer', 'legion');
  expect([winsA, n, bound]).toEqual([399, 400, null]);
  expect(twoSided(exact).low).toBeCloseTo(0.9861502300379236, 9);
  expect(twoSided(exact).high).toBeCloseTo(0.9999367074830952, 9);
});

test('FakeXplainer over FakeShield: 400 of 400 is said as a bound, not as a number', () => {
  const { winsA, n, bound, exact, clustered, difference } = pair('fakexplainer', 'fakeshield');
  expect([winsA, n, bound]).toEqual([400, 400, 'at-least']);
  expect(exact).toEqual({ kind: 'at-least', low: expect.closeTo(0.9925386444712047, 9) });
  // 25 raters see each of 16 images: the design effect is 1 + 0.1 · 15 + 0.1 · 24.
  expect(clustered).toEqual({ kind: 'at-least', low: expect.closeTo(0.05 ** (4.9 / 400), 9) });
  expect(difference.interval.kind).toBe('at-least');
  expect(board.status).toBe('separated');
});

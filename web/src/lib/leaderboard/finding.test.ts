import type { arena } from '@fakexplain/contract';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pairShare, rating } from '../testing/leaderboard.ts';
import { findingText, rankWords } from '../words/findings.ts';
import { findingOf } from './finding.ts';

const twoSided = (low: number, high: number): arena.Interval => ({ kind: 'two-sided', low, high });
const undetermined: arena.Interval = { kind: 'undetermined', reason: 'no votes' };
const open = { elo: null, interval: undetermined, anytime: undetermined };

/** A closed study of arms A, B, …, each above those that are named. */
const boardOf = (below: Record<string, string>, pairs: arena.PairShare[] = []) => {
  const names = Object.keys(below);
  return {
    study: { status: 'closed' as 'open' | 'closed' },
    stamp: { past: false },
    status: 'ok' as const,
    ratings: names.map((name, position) =>
      rating({ name, position, preferredTo: [...(below[name] ?? '')].map((other) => names.indexOf(other)) }),
    ),
    pairs,
  };
};
const textOf = (board: Parameters<typeof findingOf>[0]) => {
  const finding = findingOf(board);
  return finding && findingText(finding);
};

describe('the sentence', () => {
  test.each<[Record<string, string>, string]>([
    [{ A: '', B: '' }, 'No preference between A and B is established.'],
    [{ A: '', B: 'A' }, 'B is preferred to A.'],
    [{ A: '', B: '', C: '' }, 'No order of the arms is established.'],
    [{ A: 'B', B: '', C: '' }, 'A is preferred to B; no other order is established.'],
    [{ A: 'BC', B: '', C: '' }, 'A is preferred to all others; no other order is established.'],
    [{ A: 'BC', B: '', C: '', D: '' }, 'A is preferred to B and C; no other order is established.'],
    [{ A: 'C', B: 'C', C: '' }, 'A and B are each preferred to C; no other order is established.'],
    [
      { A: 'BCDE', B: 'DE', C: 'DE', D: '', E: '' },
      'A is preferred to all others; B and C are each preferred to D and E; no other order is established.',
    ],
    [{ C: 'BA', A: '', B: 'A' }, 'Each is preferred to all that follow: C, B, A.'],
    [
      { A: 'BCDEF', B: 'CDEF', C: 'EF', D: 'F', E: '', F: '' },
      'A is preferred to all others; an order is established for 12 of 15 pairs of arms.',
    ],
    [
      { A: 'BC', B: 'C', C: '', D: 'EF', E: 'F', F: '' },
      'An order is established for 6 of 15 pairs of arms.',
    ],
  ])('%j: %s', (below, expected) => {
    expect(textOf(boardOf(below))).toBe(expected);
  });

  test('there is none without votes, and none of one arm', () => {
    expect(findingOf({ ...boardOf({ A: 'B', B: '' }), status: 'empty' })).toBeNull();
    expect(findingOf(boardOf({ A: '' }))).toBeNull();
  });

  test('a pair whose own votes say the opposite is not ordered', () => {
    const share = (interval: arena.Interval) =>
      boardOf({ A: 'B', B: '', C: '' }, [pairShare({ a: 0, b: 1, clustered: interval })]);
    expect(textOf(share(twoSided(0.4, 0.7)))).toBe('A is preferred to B; no other order is established.');
    expect(textOf(share(twoSided(0.2, 0.4)))).toBe('No order of the arms is established.');
    expect(textOf(share({ kind: 'at-most', high: 0.1 }))).toBe('No order of the arms is established.');
  });

  test('while votes come in, and as of an earlier vote, the interval for any look has to say so too', () => {
    const share = (anytime: arena.Interval) =>
      boardOf({ A: '', B: 'A' }, [pairShare({ clustered: twoSided(0.2, 0.4), anytime, difference: open })]);
    const [sure, unsure] = [share(twoSided(0.1, 0.49)), share(twoSided(0.1, 0.51))];
    expect(textOf(unsure)).toBe('B is preferred to A.');
    for (const change of [{ study: { status: 'open' as const } }, { stamp: { past: true } }]) {
      expect(textOf({ ...sure, ...change })).toBe('B is preferred to A.');
      expect(textOf({ ...unsure, ...change })).toBe('No preference between A and B is established.');
      expect(textOf({ ...share(undetermined), ...change })).toMatch(/^No preference/);
      expect(textOf({ ...boardOf({ A: 'B', B: '' }), ...change })).toMatch(/^No preference/);
      // Of the difference of the ratings, which every vote tells of.
      const difference = (low: number, high: number, anytime: arena.Interval) =>
        boardOf({ A: '', B: 'A' }, [
          pairShare({
            clustered: undetermined,
            anytime,
            difference: { elo: -50, interval: undetermined, anytime: twoSided(low, high) },
          }),
        ]);
      expect(textOf({ ...difference(-90, -10, undetermined), ...change })).toBe('B is preferred to A.');
      expect(textOf({ ...difference(-90, 10, undetermined), ...change })).toMatch(/^No preference/);
      expect(textOf({ ...difference(-90, -10, twoSided(0.6, 0.9)), ...change })).toMatch(/^No preference/);
    }
  });
});

const end = fc.double({ min: 0, max: 1, noNaN: true });
const interval: fc.Arbitrary<arena.Interval> = fc.oneof(
  fc.tuple(end, end).map(([x, y]) => twoSided(Math.min(x, y), Math.max(x, y))),
  end.map((low) => ({ kind: 'at-least' as const, low })),
  end.map((high) => ({ kind: 'at-most' as const, high })),
  fc.constant(undetermined),
);

/** Arms in an order of which some of the pairs are established, transitively or not, and some were voted on. */
const arbitraryBoard = fc
  .record({
    arms: fc.integer({ min: 2, max: 12 }),
    status: fc.constantFrom('open' as const, 'closed' as const),
    past: fc.boolean(),
    density: fc.constantFrom(0, 0.2, 0.8, 1),
    seed: fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
    intervals: fc.infiniteStream(interval),
  })
  .map(({ arms, status, past, density, seed, intervals }) => {
    const next = (): number => seed.next().value ?? 0;
    const places = Array.from({ length: arms }, (_, place) => place);
    const positions = places
      .map((place) => ({ place, key: next() }))
      .toSorted((x, y) => x.key - y.key)
      .map(({ place }) => place);
    const ratings = positions.map((position, place) =>
      rating({
        position,
        name: `<${position}>`,
        preferredTo: positions.slice(place + 1).filter(() => next() < density),
      }),
    );
    const pairs = places.flatMap((a) =>
      places.slice(a + 1).flatMap((b) => {
        const [clustered, anytime] = [intervals.next().value, intervals.next().value];
        if (!clustered || !anytime || next() < 0.3) return [];
        const low = 200 * (next() - 0.7);
        const ofDifference = next() < 0.5 ? undetermined : twoSided(low, low + 100 * next());
        const difference = { elo: null, interval: undetermined, anytime: ofDifference };
        return [pairShare({ a, b, clustered, anytime, difference })];
      }),
    );
    return { ratings, pairs, study: { status }, stamp: { past }, status: 'ok' as const };
  });

/** Written anew, by pairs: what may be said. */
function orders({ ratings, pairs, study, stamp }: Parameters<typeof findingOf>[0]): Set<string> {
  const said = new Set<string>();
  for (const arm of ratings)
    for (const position of arm.preferredTo) {
      const own = pairs.find(({ a, b }) => a === arm.position && b === position);
      const turned = pairs.find(({ a, b }) => a === position && b === arm.position);
      const low = (of: arena.Interval) => ('low' in of ? of.low : 0);
      const high = (of: arena.Interval) => ('high' in of ? of.high : 1);
      const oneLook = (pair: Pick<arena.PairShare, 'clustered' | 'exact'>) =>
        pair.clustered.kind === 'undetermined' ? pair.exact : pair.clustered;
      if (own && high(oneLook(own)) < 0.5) continue;
      if (turned && low(oneLook(turned)) > 0.5) continue;
      const above = [
        own && low(own.anytime) > 0.5,
        own && own.difference.anytime.kind === 'two-sided' && own.difference.anytime.low > 0,
        turned && high(turned.anytime) < 0.5,
        turned && turned.difference.anytime.kind === 'two-sided' && turned.difference.anytime.high < 0,
      ];
      const beneath = [
        own && high(own.anytime) < 0.5,
        own && own.difference.anytime.kind === 'two-sided' && own.difference.anytime.high < 0,
        turned && low(turned.anytime) > 0.5,
        turned && turned.difference.anytime.kind === 'two-sided' && turned.difference.anytime.low > 0,
      ];
      const isSure = above.includes(true) && !beneath.includes(true);
      if ((study.status === 'open' || stamp.past) && !isSure) continue;
      said.add(`${arm.name}>${ratings.find((other) => other.position === position)?.name}`);
    }
  return said;
}

test('whatever the intervals, it says no order that they do not establish, leaves none out that it says it tells, and stays short', () => {
  fc.assert(
    fc.property(arbitraryBoard, (board) => {
      const expected = orders(board);
      const finding = findingOf(board);
      if (!finding) throw new Error('a study with votes has a finding');
      const pairs = (board.ratings.length * (board.ratings.length - 1)) / 2;
      const names = board.ratings.map(({ name }) => name);
      switch (finding.kind) {
        case 'none':
          expect(expected.size).toBe(0);
          break;
        case 'order':
          expect(
            new Set(
              finding.arms.flatMap((arm, place) =>
                finding.arms.slice(place + 1).map((other) => `${arm}>${other}`),
              ),
            ),
          ).toEqual(expected);
          expect(finding.arms.toSorted()).toEqual(names.toSorted());
          break;
        case 'claims':
          expect(
            new Set(
              finding.claims.flatMap(({ better, worse }) =>
                better.flatMap((arm) => worse.map((other) => `${arm}>${other}`)),
              ),
            ),
          ).toEqual(expected);
          for (const { better, worse, isOverAll } of finding.claims)
            expect(isOverAll).toBe(better.length === 1 && worse.length === names.length - 1);
          expect(finding.isAll).toBe(expected.size === pairs);
          break;
        case 'many':
          expect(finding).toMatchObject({ established: expected.size, pairs });
          if (finding.first !== null)
            for (const other of names.filter((name) => name !== finding.first))
              expect(expected).toContain(`${finding.first}>${other}`);
      }
      const text = findingText(finding);
      expect(text.length).toBeLessThan(300);
      expect(text.match(/<\d+>/g)?.length ?? 0).toBeLessThanOrEqual(24);
    }),
  );
});

test('ranks in words', () => {
  const words = (best: number, worst: number, ranked = 8) => rankWords({ best, worst }, ranked);
  expect(words(1, 8)).toBe('order not established');
  expect(words(1, 1)).toBe('first');
  expect(words(8, 8)).toBe('last');
  expect(words(1, 2)).toBe('first or second');
  expect(words(1, 3)).toBe('among the first 3');
  expect(words(6, 8)).toBe('among the last 3');
  expect(words(3, 3)).toBeNull();
  expect(words(1, 1, 1)).toBeNull();
  expect(words(1, 7)).toBe('not last');
  expect(words(2, 8)).toBe('not first');
  expect(words(2, 7)).toBe('neither first nor last');
  expect(words(1, 2, 2)).toBe('order not established');
});

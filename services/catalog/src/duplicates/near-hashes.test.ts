import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupPairs } from './near-images.ts';
import { hammingDistance, nearHashes } from './near-hashes.ts';

const hash = fc.bigInt(0n, 2n ** 64n - 1n).map((value) => value.toString(16).padStart(16, '0'));

/** A hash with these bits turned over. */
const flip = (value: string, bits: number[]) =>
  bits
    .reduce((flipped, bit) => flipped ^ (1n << BigInt(bit)), BigInt(`0x${value}`))
    .toString(16)
    .padStart(16, '0');

/** Families of hashes that differ from a first one in few bits, so that pairs of every small distance occur. */
const families = fc
  .array(
    fc.tuple(
      hash,
      fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: 9 }), { maxLength: 6 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((all) => all.flatMap(([first, flips]) => [first, ...flips.map((bits) => flip(first, bits))]));

test('distances count bits', () => {
  expect(hammingDistance('0'.repeat(16), 'f'.repeat(16))).toBe(64);
  expect(hammingDistance('8000000000000001', '0000000000000000')).toBe(2);
});

test('finds just the pairs that comparing all with all finds', async () => {
  const ask = fc.tuple(families, fc.integer({ min: 0, max: 8 }), fc.infiniteStream(fc.boolean()));
  await fc.assert(
    fc.asyncProperty(ask, async ([hashes, distance, coins]) => {
      const of = hashes.flatMap((_, index) => (coins.next().value ? [index] : []));
      const expected = hashes.flatMap((a, i) =>
        hashes.flatMap((b, j) =>
          i < j && (of.includes(i) || of.includes(j)) && naive(a, b) <= distance
            ? [`${i} ${j} ${naive(a, b)}`]
            : [],
        ),
      );
      const found = (await nearHashes(hashes, of, distance)).map(
        ({ a, b, distance }) => `${Math.min(a, b)} ${Math.max(a, b)} ${distance}`,
      );
      expect(found.toSorted()).toEqual(expected.toSorted());
    }),
    { numRuns: 60 },
  );
});

const naive = (a: string, b: string) =>
  (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length;

test('pairs that share members are one group, nearest groups first', () => {
  expect(
    groupPairs([
      { a: 9, b: 7, distance: 3 },
      { a: 1, b: 4, distance: 1 },
      { a: 4, b: 2, distance: 2 },
      { a: 5, b: 6, distance: 0 },
    ]),
  ).toEqual([
    { members: [5, 6], distance: 0 },
    { members: [1, 2, 4], distance: 2 },
    { members: [7, 9], distance: 3 },
  ]);
});

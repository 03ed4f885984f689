import type { arena } from '@fakexplain/contract';
import { expect } from 'vitest';

type Compared = Pick<
  arena.Rating,
  | 'position'
  | 'name'
  | 'elo'
  | 'interval'
  | 'rank'
  | 'method'
  | 'votes'
  | 'wins'
  | 'losses'
  | 'ties'
  | 'neither'
>;

const pick = ({
  position,
  name,
  elo,
  interval,
  rank,
  method,
  votes,
  wins,
  losses,
  ties,
  neither,
}: Compared) => ({
  position,
  name,
  elo,
  interval,
  rank,
  method,
  votes,
  wins,
  losses,
  ties,
  neither,
});

const loosened = (value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isInteger(value)) return expect.closeTo(value, 9);
  if (Array.isArray(value)) return value.map(loosened);
  return value !== null && typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([name, part]) => [name, loosened(part)]))
    : value;
};

/** Expects ratings to be equal to 1e-9; arms without a vote may be missing among the first. */
export function closeRatings(ratings: readonly Compared[], expected: readonly Compared[]): void {
  const found = new Set(ratings.map(({ position }) => position));
  const wanted = expected.filter(({ position }) => found.has(position)).map(pick);
  expect(ratings.map(pick)).toEqual(loosened(wanted));
  expect(expected.filter(({ position, votes }) => votes > 0 && !found.has(position))).toEqual([]);
}

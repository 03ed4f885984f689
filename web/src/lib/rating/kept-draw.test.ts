import { afterEach, expect, test, vi } from 'vitest';
import { keepDrawn, newestDrawn } from './kept-draw.ts';
import type { Drawn } from './session.ts';

afterEach(() => vi.unstubAllGlobals());

/** A browser's store. */
function useStore(): void {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
}

const side = { verdict: null, tags: [], reasoning: '', regions: [] };
const drawn = (cast: number, ...seconds: number[]): Drawn => ({
  ballots: seconds.map((second) => ({
    id: `ballot ${second}`,
    ordinal: second,
    image: { width: 1, height: 1 },
    left: side,
    right: side,
    verdictBefore: null,
    issuedAt: new Date(second * 1000).toISOString(),
    expiresAt: new Date(second * 1000 + 1).toISOString(),
    vote: null,
  })),
  exhausted: false,
  progress: { cast, limit: 20, practised: true },
});

test('a page that is a copy goes on from what was drawn after it', () => {
  useStore();
  const page = drawn(0, 1, 2);
  expect(newestDrawn('a', page)).toBe(page);
  keepDrawn('a', drawn(1, 2, 3));
  expect(newestDrawn('a', page)).toEqual(drawn(1, 2, 3));
  // At the end nothing new is drawn: the answers tell.
  keepDrawn('a', drawn(1, 2));
  expect(newestDrawn('a', page)).toEqual(drawn(1, 2));
});

test('a page that the site has just made stands, also that of another rater or study, or without ballots', () => {
  useStore();
  keepDrawn('a', drawn(7, 2, 3));
  for (const page of [drawn(8, 3, 4), drawn(7, 2, 3), drawn(0, 5, 6), drawn(9)])
    expect(newestDrawn('a', page)).toBe(page);
  const other = drawn(0, 1);
  expect(newestDrawn('b', other)).toBe(other);
});

test('where nothing can be kept, the page stands', () => {
  vi.stubGlobal('localStorage', undefined);
  const page = drawn(0, 1);
  keepDrawn('a', drawn(1, 2));
  expect(newestDrawn('a', page)).toBe(page);
});

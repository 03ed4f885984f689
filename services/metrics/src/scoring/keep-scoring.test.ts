import { expect, test } from 'vitest';
import { pauseAfter } from './keep-scoring.ts';

test.each([
  ['a quick look that found nothing', { scored: 0, tookMs: 5 }, 3_000],
  ['a slow look that found nothing', { scored: 0, tookMs: 2_000 }, 20_000],
  ['a quick look that scored some', { scored: 51, tookMs: 900 }, 3_000],
  ['a look that scored for long', { scored: 149, tookMs: 60_000 }, 60_000],
])('after %s the next one comes in time', (_, look, pause) => expect(pauseAfter(look)).toBe(pause));

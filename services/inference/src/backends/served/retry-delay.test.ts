import { describe, expect, it } from 'vitest';
import { readRetryAfter, retryDelay } from './retry-delay.ts';

describe('retryDelay', () => {
  const settings = { firstDelay: 1, longestDelay: 60 };

  it('doubles, up to the longest', () => {
    expect([1, 2, 3, 7, 50].map((failed) => retryDelay(failed, settings, 1))).toEqual([
      1_000, 2_000, 4_000, 60_000, 60_000,
    ]);
  });

  it('varies by half', () => {
    expect(retryDelay(2, settings, 0)).toBe(1_000);
    expect(retryDelay(2, settings, 0.5)).toBe(1_500);
  });
});

describe('readRetryAfter', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');

  it.each([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:20 GMT' }, 20_000],
    [{ 'retry-after': 'Thu, 01 Jan 2025 00:00:00 GMT' }, 0],
    [{ 'retry-after': '7', 'retry-after-ms': '250' }, 250],
    [{ 'retry-after': '86400' }, 600_000],
    [{ 'retry-after': 'soon' }, null],
    [{}, null],
  ])('reads %j', (headers: Record<string, string>, milliseconds) => {
    expect(readRetryAfter(new Headers(headers), now)).toBe(milliseconds);
  });
});

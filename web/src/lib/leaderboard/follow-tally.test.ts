import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeEventSource } from '../runs/testing.ts';
import { followTally } from './follow-tally.ts';

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', FakeEventSource);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('the first vote is told at once, those that follow in one go, the newest of them', () => {
  const told: number[] = [];
  const stop = followTally('a study', ({ sequence }) => told.push(sequence));
  const source = FakeEventSource.last;
  const say = (sequence: number) => source?.say('tally', { votes: sequence, sequence });
  expect(source?.url).toBe('/studies/a%20study/leaderboard/stream');
  say(1);
  expect(told).toEqual([1]);
  say(2);
  say(3);
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([1, 3]);
  vi.advanceTimersByTime(5_000);
  say(4);
  expect(told).toEqual([1, 3, 4]);
  say(5);
  stop();
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([1, 3, 4]);
  expect(source?.closed).toBe(true);
});

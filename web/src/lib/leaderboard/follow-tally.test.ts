import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followTally } from './follow-tally.ts';

class FakeEventSource extends EventTarget {
  static last: FakeEventSource | undefined;
  readonly url: string;
  closed = false;
  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.last = this;
  }
  close() {
    this.closed = true;
  }
  say(sequence: number) {
    this.dispatchEvent(new MessageEvent('tally', { data: JSON.stringify({ votes: sequence, sequence }) }));
  }
}

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
  expect(source?.url).toBe('/studies/a%20study/leaderboard/stream');
  source?.say(1);
  expect(told).toEqual([1]);
  source?.say(2);
  source?.say(3);
  expect(told).toEqual([1]);
  vi.advanceTimersByTime(1_000);
  expect(told).toEqual([1, 3]);
  vi.advanceTimersByTime(5_000);
  source?.say(4);
  expect(told).toEqual([1, 3, 4]);
  source?.say(5);
  stop();
  vi.advanceTimersByTime(5_000);
  expect(told).toEqual([1, 3, 4]);
  expect(source?.closed).toBe(true);
});

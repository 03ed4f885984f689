import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followRun } from './follow-run.ts';

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
  say(state: string) {
    this.dispatchEvent(new MessageEvent('run', { data: JSON.stringify({ state }) }));
  }
}

beforeEach(() => vi.stubGlobal('EventSource', FakeEventSource));
afterEach(() => vi.unstubAllGlobals());

test.each(['finished', 'cancelled', 'failed'])(
  'a run that is %s is told and no longer listened to',
  (end) => {
    const told: string[] = [];
    followRun('an id', ({ state }) => told.push(state));
    const source = FakeEventSource.last;
    expect(source?.url).toBe('/api/inference/runs/an%20id/stream');
    source?.say('running');
    source?.say('paused');
    expect(source?.closed).toBe(false);
    source?.say(end);
    expect(told).toEqual(['running', 'paused', end]);
    expect(source?.closed).toBe(true);
  },
);

test('a page that is left listens no longer', () => {
  const stop = followRun('a', () => {});
  stop();
  expect(FakeEventSource.last?.closed).toBe(true);
});

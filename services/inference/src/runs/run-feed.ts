import { setTimeout as delay } from 'node:timers/promises';
import type { inference } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { findRun } from './read-run.ts';

/** Milliseconds between looks at a run that someone follows; more where a look takes long. All followers share one. */
const lookEveryMs = 1_000;

const ended: readonly inference.RunState[] = ['cancelled', 'failed', 'finished'];

export interface RunFeed {
  /**
   * Yields the run at once and then whenever it has changed, until it has ended or the signal is aborted.
   * @throws ProblemError `not-found`
   */
  follow(id: string, signal: AbortSignal): AsyncGenerator<inference.Run>;
}

export function runFeed(db: Database): RunFeed {
  const looks = new Map<string, { after: number; run: Promise<inference.Run> }>();
  const look = (id: string) => {
    const last = looks.get(id);
    const began = performance.now();
    if (last && began < last.after) return last.run;
    const entry = { after: Infinity, run: findRun(db, id) };
    looks.set(id, entry);
    const settle = () => {
      const now = performance.now();
      entry.after = began + Math.max(lookEveryMs, 10 * (now - began));
      for (const [other, { after }] of looks) if (after + 10 * lookEveryMs < now) looks.delete(other);
    };
    entry.run.then(settle, () => looks.delete(id));
    return entry.run;
  };
  return {
    async *follow(id, signal) {
      let seen = '';
      while (!signal.aborted) {
        const run = await look(id);
        const now = JSON.stringify(run);
        if (now !== seen) yield run;
        if (ended.includes(run.state)) return;
        seen = now;
        await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

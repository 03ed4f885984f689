import { setTimeout as delay } from 'node:timers/promises';
import type { inference } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { findRun } from './read-run.ts';

/** Milliseconds between looks at a run that someone follows; more where a look takes long. All followers share one. */
const lookEveryMs = 1_000;

const ended: readonly inference.RunState[] = ['cancelled', 'failed', 'finished'];

export interface RunFeed {
  /** Yields a run that was just read, and then whenever it has changed, until it has ended or the signal is aborted. */
  follow(run: inference.Run, signal: AbortSignal): AsyncGenerator<inference.Run>;
}

export function runFeed(db: Database): RunFeed {
  const looks = new Map<string, { began: number; after: number; run: Promise<inference.Run> }>();
  const look = (id: string) => {
    const last = looks.get(id);
    const began = performance.now();
    if (last && began < last.after) return last;
    const entry = { began, after: Infinity, run: findRun(db, id) };
    looks.set(id, entry);
    const settle = () => {
      const now = performance.now();
      entry.after = began + Math.max(lookEveryMs, 10 * (now - began));
      for (const [other, { after }] of looks) if (after + 10 * lookEveryMs < now) looks.delete(other);
    };
    entry.run.then(settle, () => looks.delete(id));
    return entry;
  };
  return {
    async *follow(run, signal) {
      const came = performance.now();
      let seen = '';
      while (!signal.aborted) {
        const now = JSON.stringify(run);
        if (now !== seen) yield run;
        if (ended.includes(run.state)) return;
        seen = now;
        await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
        // A look that began before this follower came may not show the change that it came for.
        const next = look(run.id);
        if (next.began >= came) run = await next.run;
      }
    },
  };
}

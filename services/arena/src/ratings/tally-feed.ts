import { setTimeout as delay } from 'node:timers/promises';
import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { readTally } from './vote-counts.ts';

/** Milliseconds between looks at a study that someone follows; all its followers share one look. */
const lookEveryMs = 1_000;

export interface TallyFeed {
  /** Yields the tally at once and then whenever it has changed, until the signal is aborted. */
  follow(studyId: string, signal: AbortSignal): AsyncGenerator<arena.Tally>;
}

export function tallyFeed(sql: Sql): TallyFeed {
  const looks = new Map<string, { at: number; tally: Promise<arena.Tally> }>();
  const look = (studyId: string) => {
    const last = looks.get(studyId);
    const now = performance.now();
    if (last && now - last.at < lookEveryMs) return last.tally;
    const tally = readTally(sql, studyId);
    looks.set(studyId, { at: now, tally });
    tally.catch(() => looks.delete(studyId));
    return tally;
  };
  return {
    async *follow(studyId, signal) {
      let seen: arena.Tally | null = null;
      while (!signal.aborted) {
        const tally: arena.Tally = await look(studyId);
        if (seen === null || tally.sequence !== seen.sequence || tally.votes !== seen.votes)
          yield (seen = tally);
        await delay(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

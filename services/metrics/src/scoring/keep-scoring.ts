import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@fakexplain/service-kit';
import { scorePending, type ScoringMeans } from './score-pending.ts';

/** Milliseconds between looks. */
const betweenLooksMs = 3_000;

/**
 * Milliseconds until the next look. Looks that find nothing take at most a tenth of the time. Where explanations
 * arrive, more will follow soon, so that scoring and summing up again may take half of it.
 */
export const pauseAfter = ({ scored, tookMs }: { scored: number; tookMs: number }): number =>
  Math.max(betweenLooksMs, (scored > 0 ? 1 : 10) * tookMs);

/** Milliseconds without anything new to score after which scoring rests; where there was nothing at all, it does at once. */
const restAfterMs = 10_000;

export interface KeepScoringOptions {
  /** States of runs in which nothing was left to do, by id of run; kept up. */
  settled: Map<string, string>;
  logger: Logger;
  signal: AbortSignal;
}

/**
 * Scores explanations as they come, until none has come for a while or the signal is aborted. A failed look is logged, and the
 * next goes on.
 */
export async function keepScoring(
  means: ScoringMeans,
  { settled, logger, signal }: KeepScoringOptions,
): Promise<void> {
  let lastScored = -Infinity;
  do {
    const began = performance.now();
    let scored = 0;
    try {
      ({ scored } = await scorePending(means, { settled, signal }));
      const seconds = (performance.now() - began) / 1_000;
      if (scored > 0) logger.info({ scored, seconds: Number(seconds.toFixed(1)) }, 'scored explanations');
    } catch (err) {
      logger.error({ err }, 'scoring failed; it goes on at the next look');
    }
    if (scored > 0) lastScored = performance.now();
    if (performance.now() - lastScored > restAfterMs) return;
    await pause(pauseAfter({ scored, tookMs: performance.now() - began }), signal);
  } while (!signal.aborted);
}

/** Waits, or until the signal is aborted. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);

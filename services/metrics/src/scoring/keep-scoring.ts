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

/** Scores explanations as they come, until the signal is aborted. A failed look is logged, and the next goes on. */
export async function keepScoring(
  means: ScoringMeans,
  { logger, signal }: { logger: Logger; signal: AbortSignal },
): Promise<void> {
  const settled = new Map<string, string>();
  while (!signal.aborted) {
    const began = performance.now();
    let scored = 0;
    try {
      ({ scored } = await scorePending(means, { settled, signal }));
      const seconds = (performance.now() - began) / 1_000;
      if (scored > 0) logger.info({ scored, seconds: Number(seconds.toFixed(1)) }, 'scored explanations');
    } catch (err) {
      logger.error({ err }, 'scoring failed; it goes on at the next look');
    }
    const tookMs = performance.now() - began;
    await delay(pauseAfter({ scored, tookMs }), undefined, { signal }).catch(() => undefined);
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '@fakexplain/service-kit';
import { scorePending, type ScoringMeans } from './score-pending.ts';

/** Milliseconds between looks; more where a look takes long, so that looking costs a tenth of the time at most. */
const betweenLooksMs = 3_000;

/** Scores explanations as they come, until the signal is aborted. A failed look is logged, and the next goes on. */
export async function keepScoring(
  means: ScoringMeans,
  { logger, signal }: { logger: Logger; signal: AbortSignal },
): Promise<void> {
  const settled = new Map<string, string>();
  while (!signal.aborted) {
    const began = performance.now();
    try {
      const { scored } = await scorePending(means, { settled, signal });
      const seconds = (performance.now() - began) / 1_000;
      if (scored > 0) logger.info({ scored, seconds: Number(seconds.toFixed(1)) }, 'scored explanations');
    } catch (err) {
      logger.error({ err }, 'scoring failed; it goes on at the next look');
    }
    const tookMs = performance.now() - began;
    await delay(Math.max(betweenLooksMs, 10 * tookMs), undefined, { signal }).catch(() => undefined);
  }
}

import { metrics } from '@fakexplain/contract';
import { ProblemError } from '@fakexplain/service-kit';
import type { Threads, ThreadTask } from '@fakexplain/service-kit/threads';
import { rewardBatch, type RewardBatch, type RewardOutcome } from './reward-batch.ts';

const task: ThreadTask<RewardBatch, RewardOutcome> = {
  module: new URL('./reward-batch.ts', import.meta.url),
  work: rewardBatch,
};

/** Masks and texts have no bound of their own: what takes longer than this is given up. */
const mostSeconds = 15;

const count = (number: number): string => number.toLocaleString('en-US');

export interface RewardsWanted extends Omit<RewardBatch, 'mostPairs'> {
  /** Where in the request the regions of a completion's reference stand. */
  pathOf: (index: number) => string;
  /** Gives up; the thread ends. */
  signal: AbortSignal;
}

/**
 * One reward a completion, in order.
 *
 * @throws ProblemError `invalid-request` where a mask of a reference cannot be read, or boxes × reference regions are more than
 *   `mostRewardPairs`; `not-ready` where too much is computed already, or for too long
 */
export async function rewardInThread(
  threads: Threads,
  { pathOf, signal, ...wanted }: RewardsWanted,
): Promise<metrics.Reward[]> {
  const batch = { ...wanted, mostPairs: metrics.mostRewardPairs };
  const limit = AbortSignal.timeout(1_000 * mostSeconds);
  const outcome = await threads.run(task, batch, AbortSignal.any([signal, limit])).catch((error: unknown) => {
    if (!limit.aborted || signal.aborted) throw error;
    throw new ProblemError('not-ready', {
      detail: `The batch was not done within ${mostSeconds} seconds. Try again in a moment, with fewer items in a request.`,
      headers: { 'retry-after': '5' },
    });
  });
  if ('rewards' in outcome) return outcome.rewards;
  if ('unreadable' in outcome) {
    const { index, message } = outcome.unreadable;
    throw new ProblemError('invalid-request', {
      detail: 'A mask of a reference cannot be used; see the errors.',
      errors: [{ path: pathOf(index), message }],
    });
  }
  const { index, boxes, regions } = outcome.tooMany;
  throw new ProblemError('invalid-request', {
    detail: `Boxes × reference regions of all items may add up to ${count(metrics.mostRewardPairs)}. Send fewer items in a request, or items with fewer regions.`,
    errors: [
      {
        path: pathOf(index),
        message: `with the ${count(boxes)} boxes × ${count(regions)} reference regions of this item there are too many`,
      },
    ],
  });
}

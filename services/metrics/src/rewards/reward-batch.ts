import type { metrics } from '@fakexplain/contract';
import { MaskError } from '@fakexplain/explanation';
import { ProblemError } from '@fakexplain/service-kit';
import type { RewardScheme } from './reward-scheme.ts';
import { rewardCompletion, type Completion, type RewardSettings } from './reward-completion.ts';

/**
 * One reward a completion, in order.
 *
 * @param pathOf where in the request the regions of a completion's reference stand
 * @throws ProblemError `invalid-request` where a mask of a reference cannot be read
 */
export function rewardBatch(
  completions: readonly Completion[],
  settings: RewardSettings,
  scheme: RewardScheme,
  pathOf: (index: number) => string,
): metrics.Reward[] {
  return completions.map((completion, index) => {
    try {
      return rewardCompletion(completion, settings, scheme);
    } catch (error) {
      if (!(error instanceof MaskError)) throw error;
      throw new ProblemError('invalid-request', {
        detail: 'A mask of a reference cannot be used; see the errors.',
        errors: [{ path: pathOf(index), message: error.message }],
      });
    }
  });
}

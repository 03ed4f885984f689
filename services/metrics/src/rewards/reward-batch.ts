import type { metrics } from '@fakexplain/contract';
import { MaskError } from '@fakexplain/explanation';
import {
  rewardCompletion,
  parseCompletion,
  type Completion,
  type RewardSettings,
} from './reward-completion.ts';
import { rewardScheme, type Progress } from './reward-scheme.ts';

export interface RewardBatch {
  completions: Completion[];
  settings: RewardSettings;
  progress?: Progress | undefined;
  /** The greatest sum of boxes × reference regions. */
  mostPairs: number;
}

/** One reward a completion, in order, or why there are none. */
export type RewardOutcome =
  | { rewards: metrics.Reward[] }
  /** A mask of this completion's reference cannot be read. */
  | { unreadable: { index: number; message: string } }
  /** With this completion the batch has too many pairs of a box and a reference region. */
  | { tooMany: { index: number; boxes: number; regions: number } };

/** Rewards of a batch, computed as long as boxes × reference regions add up to at most `mostPairs`. */
export function rewardBatch({ completions, settings, progress, mostPairs }: RewardBatch): RewardOutcome {
  const scheme = rewardScheme(settings.preset, progress);
  const rewards: metrics.Reward[] = [];
  let pairs = 0;
  for (const [index, completion] of completions.entries()) {
    const { reference } = completion;
    const parsed = parseCompletion(completion);
    const [boxes, regions] = [parsed.explanation.regions.length, reference.regions.length];
    pairs += boxes * regions;
    if (pairs > mostPairs) return { tooMany: { index, boxes, regions } };
    try {
      rewards.push(rewardCompletion(parsed, reference, settings, scheme));
    } catch (error) {
      if (!(error instanceof MaskError)) throw error;
      return { unreadable: { index, message: error.message } };
    }
  }
  return { rewards };
}

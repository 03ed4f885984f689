export type RewardPreset = 'paper_linear' | 'stage_1' | 'stage_2' | 'stage_3';

/** What is known of a completion when it is rewarded. */
export interface Judgement {
  /** 0–1; what stands for it where it is undefined is settled before. */
  iou: number;
  verdictRight: boolean;
  formatHolds: boolean;
}

/** The three terms, or their weights. */
export interface RewardTerms {
  grounding: number;
  verdict: number;
  format: number;
}

/** A reward is base + Σ weight × term. */
export interface RewardScheme {
  base: number;
  weights: RewardTerms;
  terms: (judgement: Judgement) => RewardTerms;
}

/** Training progress: step t of T, 0 ≤ t ≤ T. */
export interface Progress {
  t: number;
  of: number;
}

/**
 * R = w_G(t) R_G + w_C R_C + w_F R_F of the FakeXplain paper, where R_G = min(1, 1.1 IoU), R_C and R_F are 1 or 0,
 * w_G(t) = 0.5 + 0.5 t/T and w_C = w_F = 1. Between 0 and w_G + 2.
 *
 * @param progress without it w_G is 1, its value at the end of training
 */
export function paperLinear(progress: Progress = { t: 1, of: 1 }): RewardScheme {
  return {
    base: 0,
    weights: { grounding: 0.5 + (0.5 * progress.t) / progress.of, verdict: 1, format: 1 },
    terms: ({ iou, verdictRight, formatHolds }) => ({
      grounding: Math.min(1, 1.1 * iou),
      verdict: verdictRight ? 1 : 0,
      format: formatHolds ? 1 : 0,
    }),
  };
}

interface Stage {
  base: number;
  grounding: number;
  verdict: { right: number; wrong: number };
  format: { holds: number; broken: number };
}

/** Settings of the authors' three training stages, as in their public code. */
const stages: Record<Exclude<RewardPreset, 'paper_linear'>, Stage> = {
  stage_1: { base: 0, grounding: 1, verdict: { right: 1, wrong: -1 }, format: { holds: 2, broken: -1 } },
  stage_2: {
    base: -0.5,
    grounding: 1.5,
    verdict: { right: 2, wrong: -2 },
    format: { holds: 1, broken: -1.5 },
  },
  stage_3: { base: -1, grounding: 2, verdict: { right: 0.5, wrong: -1 }, format: { holds: 0.5, broken: -1 } },
};

/** base + w · IoU^1.1 ± verdict ± format. */
function authorsStage({ base, grounding, verdict, format }: Stage): RewardScheme {
  return {
    base,
    weights: { grounding, verdict: 1, format: 1 },
    terms: ({ iou, verdictRight, formatHolds }) => ({
      grounding: iou ** 1.1,
      verdict: verdictRight ? verdict.right : verdict.wrong,
      format: formatHolds ? format.holds : format.broken,
    }),
  };
}

/** The scheme of a preset; only `paper_linear` changes with progress. */
export const rewardScheme = (preset: RewardPreset, progress?: Progress): RewardScheme =>
  preset === 'paper_linear' ? paperLinear(progress) : authorsStage(stages[preset]);

/** base + Σ weight × term. */
export const totalReward = ({ base, weights }: RewardScheme, terms: RewardTerms): number =>
  base +
  weights.grounding * terms.grounding +
  weights.verdict * terms.verdict +
  weights.format * terms.format;

/** The least and the greatest total that a scheme can give. */
export function rewardRange(scheme: RewardScheme): { least: number; greatest: number } {
  const of = (iou: number, good: boolean) =>
    totalReward(scheme, scheme.terms({ iou, verdictRight: good, formatHolds: good }));
  return { least: of(0, false), greatest: of(1, true) };
}

import type { metrics } from '@fakexplain/contract';
import { parseExplanation, type GrammarOptions, type ParsedExplanation } from '@fakexplain/explanation';
import { iouCentreGreedy } from '../metrics/iou-centre-greedy.ts';
import { iouMatched } from '../metrics/iou-matched.ts';
import { iouUnion } from '../metrics/iou-union.ts';
import type { Iou } from '../metrics/localisation/iou-metric.ts';
import { marksOf } from '../metrics/localisation/marks.ts';
import { formatHolds, stageFormatHolds } from './format-holds.ts';
import { totalReward, type RewardScheme } from './reward-scheme.ts';

const ious: Record<metrics.RewardIou, Iou> = {
  iou_centre_greedy: iouCentreGreedy,
  iou_union: iouUnion,
  iou_matched: iouMatched,
};

export interface RewardSettings {
  preset: metrics.RewardPreset;
  iou: metrics.RewardIou;
  withoutReference: 'one' | 'zero';
}

export interface Completion {
  text: string;
  /** How the text is read. */
  reading: Omit<GrammarOptions, 'image'>;
  reference: metrics.RewardReference;
}

/** What stands in a completion. */
export const parseCompletion = ({ text, reading, reference }: Completion): ParsedExplanation =>
  parseExplanation(text, { ...reading, image: reference.image });

/**
 * The reward of what stands in a completion: what could not be read has no regions, no verdict and no format.
 *
 * @throws MaskError where a mask of the reference cannot be read or is not of the image's size
 */
export function rewardCompletion(
  parsed: ParsedExplanation,
  { image, label, regions }: metrics.RewardReference,
  { preset, iou: iouName, withoutReference }: RewardSettings,
  scheme: RewardScheme,
): metrics.Reward {
  const { explanation, status, problems } = parsed;
  const reference = label === 'generated' ? marksOf(regions, image) : [];
  const iou = ious[iouName](marksOf(explanation.regions, image), reference);
  const terms = scheme.terms({
    iou: iou ?? (withoutReference === 'one' ? 1 : 0),
    verdictRight: explanation.verdict === label,
    formatHolds: preset === 'paper_linear' ? formatHolds(parsed) : stageFormatHolds(parsed, label),
  });
  return {
    total: totalReward(scheme, terms),
    ...terms,
    iou,
    parseStatus: status,
    problems: [...new Set(problems.map(({ code }) => code))],
  };
}

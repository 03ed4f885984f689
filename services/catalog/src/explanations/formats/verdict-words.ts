import type { Verdict } from '@fakexplain/explanation';
import { labelWords, type LabelNames } from '../../loaders/folder-labels.ts';

/**
 * The verdict that a label says, letter case aside; undefined where it says none that is read.
 * @param labels what further words mean, as the person who imports says
 */
export function verdictOfLabel(label: string, labels: LabelNames): Verdict | undefined {
  const word = label.trim().toLowerCase();
  return labels.get(word) ?? labelWords.get(word);
}

/** What could be a verdict, in words that nobody has explained: such a label is no name of an artifact. */
const likeVerdict =
  /^(?:(?:not|non|un)[\s_-]*)?(?:(?:ai|gan|human|machine)[\s_-]*)?(?:real|fake|authentic|genuine|original|pristine|natural|generated|synthetic|synthesi[sz]ed|artificial|manipulated|tampered|forged|ai|human|made|unsure|uncertain|unknown)(?:[\s_-]*(?:image|photo|picture|face))?$/i;

export const soundsLikeVerdict = (label: string): boolean => likeVerdict.test(label.trim());

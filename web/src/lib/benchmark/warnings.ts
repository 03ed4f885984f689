import type { metrics } from '@fakexplain/contract';
import { decimal, percentSign } from '#lib/words/numbers.ts';

type Warning = metrics.Warning;

const percent = (share: number): string => percentSign(decimal(100 * share, 1));

/** A warning in words. */
export function warningText({ code, params }: Warning): string {
  switch (code) {
    case 'partial_coverage':
      return `covers ${params.explanations} of the dataset’s ${params.images} images; the others count nowhere`;
    case 'unscored':
      return `${params.explanations} explanations are still to be scored`;
    case 'unreadable_masks':
      return `of ${params.explanations} explanations a mask cannot be read: they are in no value of regions; import a sound file under another name`;
    case 'auroc_below_half':
      return `polarity suspect: the AUROC is ${decimal(params.auroc, 3)}, below 0.5: the probabilities rank backwards`;
    case 'accuracy_below_constant':
      return `polarity suspect: ${percent(params.accuracy)} of the verdicts are right; one constant answer would be right on ${percent(params.constant)} at least`;
    case 'generated_only':
      return 'generated images only: recall, and no accuracy or AUROC, can be told';
    case 'whole_image_regions':
      return 'IoU is undefined: this dataset’s regions mean the whole image';
    case 'no_reference_regions':
      return 'no reference regions to hold its regions against';
    case 'unspaced_references':
      return `the reference texts of ${params.images} of ${params.of} images are Chinese, Japanese, Thai or another language without spaces between words (as the dataset says, or else told by their letters): read BLEU-2 and ROUGE-L by characters, since other tokens see no words there`;
  }
}

const aboutRegions = new Set<Warning['code']>([
  'whole_image_regions',
  'no_reference_regions',
  'unreadable_masks',
]);

/**
 * What matters to who reads this metric: that regions cannot be compared, next to one that compares them alone; what
 * language the texts are in, next to one that compares texts; that there are no real images, next to one of verdicts alone.
 */
export function warningsFor(
  warnings: readonly Warning[],
  { needs }: Pick<metrics.Metric, 'needs'>,
): Warning[] {
  const ofRegions = needs.includes('reference_regions');
  const ofTexts = needs.includes('reference_texts');
  const ofVerdicts = needs.length > 0 && !ofRegions && !ofTexts;
  return warnings.filter(({ code }) => {
    if (aboutRegions.has(code)) return ofRegions;
    if (code === 'unspaced_references') return ofTexts;
    return code === 'generated_only' ? ofVerdicts : true;
  });
}

/** Warnings without numbers that every run on a dataset has: they are of the dataset, and said once. */
export function sharedWarnings(runs: readonly { warnings: readonly Warning[] }[]): Warning[] {
  const [first, ...others] = runs;
  return (first?.warnings ?? []).filter(
    ({ code, params }) =>
      Object.keys(params).length === 0 &&
      others.every(({ warnings }) => warnings.some((other) => other.code === code)),
  );
}

import { expect, test } from 'vitest';
import { metric } from '../testing/benchmark.ts';
import { sharedWarnings, warningsFor, warningText } from './warnings.ts';

const coverage = { code: 'partial_coverage', params: { explanations: 9, images: 10 } } as const;
const whole = { code: 'whole_image_regions', params: {} } as const;
const none = { code: 'no_reference_regions', params: {} } as const;

test('that regions cannot be compared is said of a metric that compares them alone', () => {
  const said = [coverage, whole, none];
  expect(warningsFor(said, metric('acc'))).toEqual([coverage]);
  expect(warningsFor(said, metric('bleu2', { needs: ['reference_texts'] }))).toEqual([coverage]);
  expect(warningsFor(said, metric('iou_union', { needs: ['reference_regions'] }))).toEqual(said);
});

test('that texts have no spaces is said of a metric that compares texts', () => {
  const unspaced = { code: 'unspaced_references', params: { images: 9, of: 10 } } as const;
  expect(warningsFor([unspaced], metric('acc'))).toEqual([]);
  expect(warningsFor([unspaced], metric('bleu2', { needs: ['reference_texts'] }))).toEqual([unspaced]);
  expect(warningText(unspaced)).toMatch(/^the reference texts of 9 of 10 images are Chinese, Japanese, Thai/);
});

test('warnings are said with their numbers', () => {
  expect(warningText(coverage)).toBe('covers 9 of the dataset’s 10 images; the others count nowhere');
  expect(warningText({ code: 'unreadable_masks', params: { explanations: 3 } })).toMatch(
    /^of 3 explanations a mask cannot be read: they are in no value of regions/,
  );
  expect(warningText({ code: 'auroc_below_half', params: { auroc: 0.49 } })).toBe(
    'polarity suspect: the AUROC is 0.490, below 0.5: the probabilities rank backwards',
  );
  expect(warningText({ code: 'accuracy_below_constant', params: { accuracy: 0.172, constant: 0.362 } })).toBe(
    'polarity suspect: 17.2% of the verdicts are right; one constant answer would be right on 36.2% at least',
  );
});

test('that there are no real images is said of verdicts alone', () => {
  const said = [{ code: 'generated_only', params: {} } as const];
  expect(warningsFor(said, metric('acc', { needs: ['real_images', 'generated_images'] }))).toEqual(said);
  expect(warningsFor(said, metric('recall', { needs: ['generated_images'] }))).toEqual(said);
  expect(warningsFor(said, metric('iou', { needs: ['generated_images', 'reference_regions'] }))).toEqual([]);
  expect(warningsFor(said, metric('rouge_l', { needs: ['reference_texts'] }))).toEqual([]);
});

test('what every run has is the dataset’s; what holds numbers is a run’s own', () => {
  const runs = [{ warnings: [coverage, whole] }, { warnings: [whole, none, coverage] }];
  expect(sharedWarnings(runs)).toEqual([whole]);
  expect(sharedWarnings([])).toEqual([]);
});

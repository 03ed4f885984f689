import { writeProse } from '../grammar/serialise-explanation.ts';
import { DEFAULT_TAG_SEPARATOR, joinTags } from '../grammar/tags.ts';
import type { Explanation } from '../types.ts';
import { BOX_PLACEHOLDER, REF_PLACEHOLDER } from './training-row-schema.ts';
import type { TrainingRow } from './training-row-schema.ts';

const DEFAULT_PROMPT = '<image>Is this image real or generated? Explain where and why.';

export interface TrainingRowOptions {
  /** What the user asks; `<image>` stands for the image. */
  prompt?: string | undefined;
  tagSeparator?: string | undefined;
}

/**
 * Writes an image's explanation as a row of FakeXplain's training data, such that `explanationFromTrainingRow` gives
 * it back: under the conditions of `serialiseExplanation`, without regions where the verdict is `real`.
 * Throws a TypeError for an explanation without a verdict, which is the label.
 */
export function trainingRow(
  { imagePath, explanation }: { imagePath: string; explanation: Explanation },
  { prompt = DEFAULT_PROMPT, tagSeparator = DEFAULT_TAG_SEPARATOR }: TrainingRowOptions = {},
): TrainingRow {
  const { verdict, reasoning, regions, tags } = explanation;
  if (verdict === null) throw new TypeError(`the explanation of ${imagePath} has no verdict to be its label`);
  const inside = [
    ...(reasoning === '' ? [] : [writeProse(reasoning, 'placeholders')]),
    ...regions.map(() => REF_PLACEHOLDER + BOX_PLACEHOLDER),
    ...(tags.length === 0 ? [] : [`<tag>${joinTags(tags, tagSeparator, 'placeholders')}</tag>`]),
  ];
  return {
    messages: [
      { role: 'user', content: prompt },
      { role: 'assistant', content: `<think>${inside.join('\n')}</think><verdict>${verdict}</verdict>` },
    ],
    images: [imagePath],
    objects:
      regions.length === 0
        ? {}
        : { ref: regions.map(({ description }) => description), bbox: regions.map(({ box }) => [...box]) },
  };
}

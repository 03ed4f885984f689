import type { NewExplanation } from '@fakexplain/database/explanations';
import {
  coordinateSpaceSchema,
  explanationSchema,
  grammarSchema,
  maskSchema,
  parseExplanation,
  storableText,
  verdictSchema,
  type ImageSize,
} from '@fakexplain/explanation';
import { z } from 'zod';
import { RowRefused } from '../rows/refusal.ts';
import { sourceEntrySchema } from '../sources.ts';
import { checkBox } from './check-box.ts';

/** How raw texts of a file are to be read, where their rows do not say. */
const readingSchema = z.strictObject({
  grammar: grammarSchema.optional(),
  space: coordinateSpaceSchema.optional(),
});
export type Reading = z.infer<typeof readingSchema>;

/** First row of a file, if it has one: whose explanations these are, and how raw texts are to be read. */
export const headerSchema = readingSchema.extend({ source: sourceEntrySchema });

const text = z.string().refine((text) => storableText(text) === text, {
  error: 'holds characters that are no text: NUL or half a surrogate pair',
});

const structuredSchema = z.strictObject({
  verdict: verdictSchema,
  probability: explanationSchema.shape.probability.default(null),
  tags: z.array(text).default([]),
  reasoning: text.default(''),
  regions: z
    .array(
      z.strictObject({
        // Its order is checked with the image at hand, for a reason that says more.
        box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        description: text,
        mask: maskSchema.optional(),
      }),
    )
    .default([]),
});

export const explanationRowSchema = readingSchema.extend({
  /** Path in the dataset. */
  image: z.string().optional(),
  sha256: z.string().optional(),
  explanation: structuredSchema.optional(),
  /** What the source wrote, to be parsed. */
  text: z.string().optional(),
  /** Probability of `generated` beside a raw text: no grammar writes it. */
  probability: z.number().min(0).max(1).optional(),
});
export type ExplanationRow = z.infer<typeof explanationRowSchema>;

/**
 * What a row says of an image of this size. A raw text always gives an explanation, at worst one that failed to
 * parse; a structured one must be sound.
 * @throws RowRefused
 */
export function readExplanation(
  row: ExplanationRow,
  image: ImageSize,
  defaults: Reading,
): Omit<NewExplanation, 'imageSha256'> {
  if (row.explanation && row.text === undefined) return readStructured(row.explanation, image);
  if (row.text === undefined || row.explanation) {
    throw new RowRefused('', 'a row has either "explanation" or "text"');
  }
  const grammar = row.grammar ?? defaults.grammar;
  const space = row.space ?? defaults.space;
  if (!grammar)
    throw new RowRefused('grammar', 'neither the row nor the header says how the text is written');
  if (!space) throw new RowRefused('space', 'neither the row nor the header says what its boxes count');
  const { explanation, status, problems } = parseExplanation(row.text, { grammar, space, image });
  return {
    explanation: { ...explanation, probability: row.probability ?? explanation.probability },
    parseStatus: status,
    parseProblems: problems,
    raw: { text: storableText(row.text), grammar, space },
  };
}

function readStructured(
  explanation: z.infer<typeof structuredSchema>,
  image: ImageSize,
): Omit<NewExplanation, 'imageSha256'> {
  for (const [index, { box, mask }] of explanation.regions.entries()) {
    checkBox(box, image, `explanation.regions[${index}].box`);
    if (mask && (mask.size[0] !== image.height || mask.size[1] !== image.width)) {
      const size = `[${image.height}, ${image.width}]`;
      throw new RowRefused(
        `explanation.regions[${index}].mask.size`,
        `[${mask.size.join(', ')}] is not the image's [height, width], ${size}`,
      );
    }
  }
  return { explanation, parseStatus: 'ok', parseProblems: [] };
}

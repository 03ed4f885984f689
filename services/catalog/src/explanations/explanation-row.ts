import { nullIsAbsent } from '@fakexplain/contract';
import type { NewExplanation } from '@fakexplain/database/explanations';
import {
  coordinateSpaceSchema,
  explanationSchema,
  grammarSchema,
  parseExplanation,
  readingSettingsFields,
  storableText,
  verdictSchema,
  type ImageSize,
  type ReadingSettings,
} from '@fakexplain/explanation';
import { z } from 'zod';
import { RowRefused } from '../rows/refusal.ts';
import { sourceEntrySchema } from '../sources.ts';
import { placeRegions } from './place-regions.ts';
import { writtenMaskSchema } from './written-mask.ts';

/** How raw texts of a file are read, where their rows do not say. */
const readingSchema = z.strictObject({
  grammar: grammarSchema.optional(),
  space: coordinateSpaceSchema.optional(),
  ...readingSettingsFields,
});
export type Reading = z.infer<typeof readingSchema>;

/** First row of a file, if it has one: whose explanations these are, and how raw texts are to be read. */
export const headerSchema = nullIsAbsent(readingSchema.extend({ source: sourceEntrySchema }));

const text = z.string().refine((text) => storableText(text) === text, {
  error: 'holds characters that are not text: NUL or half a surrogate pair',
});

const structuredSchema = z.strictObject({
  verdict: verdictSchema,
  probability: explanationSchema.shape.probability.default(null),
  tags: z.array(text).default([]),
  reasoning: text.default(''),
  regions: z
    .array(
      z.strictObject({
        // The order is checked later with the image's size, which gives a better reason.
        box: z.tuple([z.number(), z.number(), z.number(), z.number()]),
        description: text.default(''),
        mask: writtenMaskSchema.optional(),
      }),
    )
    .default([]),
});

export const explanationRowSchema = nullIsAbsent(
  readingSchema.extend({
    /** Path in the dataset. */
    image: z.string().optional(),
    sha256: z.string().optional(),
    explanation: structuredSchema.optional(),
    /** What the source wrote, to be parsed. */
    text: z.string().optional(),
    /** Probability of `generated`, given next to a raw text because no grammar writes it. */
    probability: z.number().min(0).max(1).optional(),
  }),
);
export type ExplanationRow = z.infer<typeof explanationRowSchema>;

/**
 * What a row says of an image of this size. A raw text always gives an explanation, at worst one that failed to
 * parse; a structured one must be sound, and its boxes are in pixels unless the row itself has a `space`.
 * @throws RowRefused
 */
export function readExplanation(
  row: ExplanationRow,
  image: ImageSize,
  defaults: Reading,
): Omit<NewExplanation, 'imageSha256'> {
  const written = row.text;
  if (row.explanation && written === undefined) {
    const resize = row.resize ?? defaults.resize;
    return readStructured(row.explanation, { space: row.space ?? 'original', image, resize });
  }
  if (written === undefined || row.explanation) {
    throw new RowRefused('', 'a row has either "explanation" or "text"');
  }
  const grammar = row.grammar ?? defaults.grammar;
  const space = row.space ?? defaults.space;
  if (!grammar)
    throw new RowRefused('grammar', 'neither the row nor the header says how the text is written');
  if (!space) throw new RowRefused('space', 'neither the row nor the header says what its boxes count');
  const settings = settingsOf(row, defaults);
  const { explanation, status, problems } = parseExplanation(written, {
    grammar,
    space,
    image,
    ...settings,
  });
  return {
    explanation: { ...explanation, probability: row.probability ?? explanation.probability },
    parseStatus: status,
    parseProblems: problems,
    raw: { text: storableText(written), grammar, space, ...(settings && { settings }) },
  };
}

/** The settings that the row, else the header, has; undefined where neither has any. */
function settingsOf(row: ExplanationRow, defaults: Reading): ReadingSettings | undefined {
  const settings = {
    tagSeparator: row.tagSeparator ?? defaults.tagSeparator,
    resize: row.resize ?? defaults.resize,
    boxOrder: row.boxOrder ?? defaults.boxOrder,
  };
  return Object.values(settings).every((value) => value === undefined) ? undefined : settings;
}

function readStructured(
  { regions, ...said }: z.infer<typeof structuredSchema>,
  frame: Parameters<typeof placeRegions>[1],
): Omit<NewExplanation, 'imageSha256'> {
  const placed = placeRegions(regions, frame, (index) => ({
    box: `explanation.regions[${index}].box`,
    mask: `explanation.regions[${index}].mask`,
  }));
  return {
    explanation: {
      ...said,
      regions: placed.regions,
    },
    parseStatus: 'ok',
    parseProblems: placed.problems,
  };
}

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
import { cleanWords, statusOf, WordProblems } from './clean-words.ts';
import { placeRegions } from './place-regions.ts';
import { writtenMaskSchema } from './written-mask.ts';

/** How raw texts of a file are read, where their rows do not say. */
const readingSchema = z.strictObject({
  grammar: grammarSchema.optional(),
  space: coordinateSpaceSchema.optional(),
  ...readingSettingsFields,
});
export type Reading = z.infer<typeof readingSchema>;

/** What Hugging Face's processors call the settings of resizing. */
const namesOfProcessors = new Map([
  ['max_pixels', 'maxPixels'],
  ['min_pixels', 'minPixels'],
]);

/** A row whose `resize` may be written with the names of a processor's configuration. */
const withNamesOfProcessors = <S extends z.ZodType>(schema: S) =>
  z.preprocess<unknown, S, z.input<S>>((row) => {
    if (typeof row !== 'object' || row === null || !('resize' in row)) return row;
    const { resize } = row;
    if (typeof resize !== 'object' || resize === null) return row;
    const renamed = Object.entries(resize).map(([name, value]) => {
      const ours = namesOfProcessors.get(name) ?? name;
      return [ours in resize ? name : ours, value];
    });
    return { ...row, resize: Object.fromEntries(renamed) };
  }, schema);

/** First row of a file, if it has one: whose explanations these are, and how raw texts are to be read. */
export const headerSchema = withNamesOfProcessors(
  nullIsAbsent(readingSchema.extend({ source: sourceEntrySchema })),
);

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

export const explanationRowSchema = withNamesOfProcessors(
  nullIsAbsent(
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
  ),
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
  { regions, tags, reasoning, ...said }: z.infer<typeof structuredSchema>,
  frame: Parameters<typeof placeRegions>[1],
): Omit<NewExplanation, 'imageSha256'> {
  const placed = placeRegions(regions, frame, (index) => ({
    box: `explanation.regions[${index}].box`,
    mask: `explanation.regions[${index}].mask`,
  }));
  const found = new WordProblems();
  const clean = (written: string) => {
    const { words, hadMarkers } = cleanWords(written);
    if (hadMarkers) found.add('foreign_markup', written);
    if (words === '' && written.trim() !== '') found.add('empty_words', written);
    return words;
  };
  const explanation = {
    ...said,
    reasoning: clean(reasoning),
    tags: once(tags.map(clean), (tag) => found.add('repeated_tag', tag)),
    regions: placed.regions,
  };
  const problems = [...placed.problems, ...found.list()];
  return { explanation, parseStatus: statusOf(said.verdict, problems), parseProblems: problems };
}

/** Each word once, without empty ones. */
function once(words: readonly string[], onAgain: (word: string) => void): string[] {
  const seen = new Set<string>();
  for (const word of words) {
    if (seen.has(word)) onAgain(word);
    if (word !== '') seen.add(word);
  }
  return [...seen];
}

import { nullIsAbsent } from '@fakexplain/contract';
import { explanationSchema, storableText, type Explanation } from '@fakexplain/explanation';
import { z } from 'zod';
import type { ModelAnswer } from '../backend.ts';

const said = (explanation: Explanation) => [
  explanation.reasoning,
  ...explanation.tags,
  ...explanation.regions.map(({ description }) => description),
];

/** One line of a file of predictions: which image, and what was said of it. */
const predictionRowSchema = nullIsAbsent(
  z.strictObject({
    /** Path in the dataset. */
    image: z.string().min(1).optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex')
      .optional(),
    /** As the model wrote it, read by the manifest's grammar. */
    text: z.string().optional(),
    explanation: explanationSchema
      .refine((explanation) => said(explanation).every((text) => storableText(text) === text), {
        error: 'holds characters that are no text: NUL or half a surrogate pair',
      })
      .optional(),
    /** Of `generated`. */
    probability: z.number().min(0).max(1).optional(),
  }),
).transform(({ image, sha256, text, explanation, probability }, context) => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  const keys = [sha256, image === undefined ? undefined : normalisePath(image)].filter(
    (key) => key !== undefined,
  );
  if (keys.length === 0) return refuse('says neither "image" nor "sha256"');
  if (explanation) {
    if (text !== undefined) return refuse('holds both "text" and "explanation"');
    if (probability !== undefined) return refuse('a probability beside an explanation belongs into it');
    return { keys, answer: { kind: 'explanation', explanation } satisfies ModelAnswer };
  }
  if (text !== undefined) {
    const answer: ModelAnswer = {
      kind: 'text',
      text,
      truncated: false,
      tokens: null,
      probability: probability ?? null,
    };
    return { keys, answer };
  }
  if (probability === undefined) return refuse('holds no "text", "explanation" or "probability"');
  return { keys, answer: { kind: 'probability', probability } satisfies ModelAnswer };
});

export interface PredictionRow {
  /** What the image may be found by: its hash, its normalised path, or both. */
  keys: string[];
  answer: ModelAnswer;
}

/** A path with "/" and without "./" before it. */
export const normalisePath = (path: string) => path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');

/** @throws Error that says what is wrong with the line */
export function parsePredictionRow(line: string): PredictionRow {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error('the line is not JSON');
  }
  const parsed = predictionRowSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Error(
    parsed.error.issues
      .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
      .join('; '),
  );
}

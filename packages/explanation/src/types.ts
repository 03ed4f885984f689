import { z } from 'zod';

/** What a source says an image is. */
export const verdictSchema = z.enum(['real', 'generated']);
export type Verdict = z.infer<typeof verdictSchema>;

/**
 * A rectangle `[x1, y1, x2, y2]` in pixels of the original image, half-open (it covers x1 ≤ x < x2,
 * y1 ≤ y < y2), with x1 < x2 and y1 < y2. Fractions are allowed.
 */
export const boxSchema = z
  .tuple([z.number(), z.number(), z.number(), z.number()])
  .refine(([x1, y1, x2, y2]) => x1 < x2 && y1 < y2, {
    error: 'a box is [x1, y1, x2, y2] with x1 < x2 and y1 < y2',
  });
export type Box = [x1: number, y1: number, x2: number, y2: number];

/** COCO run-length mask: `size` is `[height, width]`, `counts` the compressed string. */
export const maskSchema = z.object({
  size: z.tuple([z.int().positive(), z.int().positive()]),
  counts: z.string(),
});
export type Mask = z.infer<typeof maskSchema>;

/** A place in the image and what is said about it. */
export const regionSchema = z.object({
  box: boxSchema,
  description: z.string(),
  mask: maskSchema.optional(),
});
export interface Region {
  box: Box;
  description: string;
  mask?: Mask | undefined;
}

export const grammarSchema = z.enum(['qwen2.5-vl', 'internvl', 'plain']);
/** How a model family writes its explanations. */
export type Grammar = z.infer<typeof grammarSchema>;

export const coordinateSpaceSchema = z.enum(['original', 'qwen-smart-resized', 'norm-1000', 'norm-1']);
/** What the numbers of a box in raw text count. */
export type CoordinateSpace = z.infer<typeof coordinateSpaceSchema>;

/** Width and height of the original image, in pixels. */
export interface ImageSize {
  width: number;
  height: number;
}

/** What one source says about one image. */
export const explanationSchema = z.object({
  /** `null` where the text holds no verdict: the output failed to parse. */
  verdict: verdictSchema.nullable(),
  /** Probability of `generated`, 0–1, where the source gives one. */
  probability: z.number().min(0).max(1).nullable(),
  /** Image-level labels, e.g. "texture quality". */
  tags: z.array(z.string()),
  /** Prose of the reasoning that belongs to no region; white space folded. */
  reasoning: z.string(),
  regions: z.array(regionSchema),
});
export interface Explanation {
  verdict: Verdict | null;
  probability: number | null;
  tags: string[];
  reasoning: string;
  regions: Region[];
}

/** `ok`: everything parsed; `partial`: a verdict was found, something else was not; `failed`: no verdict. */
export const parseStatusSchema = z.enum(['ok', 'partial', 'failed']);
export type ParseStatus = z.infer<typeof parseStatusSchema>;

/** One thing the parser noticed, in words for a person. */
export const parseProblemSchema = z.object({ code: z.string(), message: z.string() });
export type ParseProblem = z.infer<typeof parseProblemSchema>;

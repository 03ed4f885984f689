import { z } from 'zod';

export const verdictSchema = z.enum(['real', 'generated']);
/** What a source says an image is. */
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

export const maskSchema = z.object({
  size: z.tuple([z.int().positive(), z.int().positive()]).meta({
    title: 'Size',
    description: 'Height and width of the mask.',
    unit: 'px',
  }),
  counts: z.string().meta({
    title: 'Counts',
    description: 'Lengths of the runs, column by column, in COCO’s compressed form.',
  }),
});
/** COCO run-length mask. */
export type Mask = z.infer<typeof maskSchema>;

export const regionSchema = z.object({
  box: boxSchema.meta({
    title: 'Box',
    description:
      'Rectangle [x1, y1, x2, y2] in pixels of the original image, half-open, with x1 < x2 and y1 < y2; fractions are allowed.',
    unit: 'px',
  }),
  description: z.string().meta({ title: 'Description', description: 'What is said about this place.' }),
  mask: maskSchema.optional().meta({
    title: 'Mask',
    description: 'The exact shape of the place as a COCO run-length mask, where the source gives one.',
  }),
});
/** A place in the image and what is said about it. */
export interface Region {
  box: Box;
  description: string;
  mask?: Mask | undefined;
}

export const grammarSchema = z.enum(['qwen2.5-vl', 'internvl', 'json', 'plain']).meta({
  title: 'Grammar',
  description: 'How the model’s family writes its explanations.',
});
/** How a model family writes its explanations. */
export type Grammar = z.infer<typeof grammarSchema>;

export const coordinateSpaceSchema = z.enum(['original', 'qwen-smart-resized', 'norm-1000', 'norm-1']).meta({
  title: 'Coordinate space',
  description:
    'What the numbers of a box in the text count: pixels of the original image or of Qwen’s resized one, or parts of width and height (of 1000 or of 1).',
});
/** What the numbers of a box in raw text count. */
export type CoordinateSpace = z.infer<typeof coordinateSpaceSchema>;

export const boxOrderSchema = z.enum(['xyxy', 'yxyx']).meta({
  title: 'Order of a box',
  description:
    'Whether boxes are `[x1, y1, x2, y2]` or `[y1, x1, y2, x2]`; unless told, `box_2d` of JSON is the latter, as Gemini has it, and all else the former.',
});
/** In which order the numbers of a box stand in raw text. */
export type BoxOrder = z.infer<typeof boxOrderSchema>;

const resizeWords = { unit: 'px' };
/** Names of the settings elsewhere. */
const otherNames = new Map([
  ['min_pixels', 'minPixels'],
  ['max_pixels', 'maxPixels'],
]);
export const resizeSchema = z
  .strictObject(
    {
      factor: z.exactOptional(z.int().positive()).meta({
        title: 'Factor',
        description: 'Both sides of the resized image become multiples of it; 28 unless told.',
        ...resizeWords,
      }),
      minPixels: z.exactOptional(z.int().positive()).meta({
        title: 'Least area',
        description: 'Pixels that the resized image has at least; 3,136 unless told.',
        ...resizeWords,
      }),
      maxPixels: z.exactOptional(z.int().positive()).meta({
        title: 'Greatest area',
        description: 'Pixels that the resized image has at most; 12,845,056 unless told.',
        ...resizeWords,
      }),
    },
    {
      error: (issue) => {
        if (issue.code !== 'unrecognized_keys') return undefined;
        const [key = ''] = issue.keys;
        const here = otherNames.get(key);
        return here === undefined
          ? `"${key}" is no setting of resizing: there are factor, minPixels and maxPixels`
          : `"${key}" is called ${here} here`;
      },
    },
  )
  .refine(({ minPixels = 3_136, maxPixels = 12_845_056 }) => minPixels <= maxPixels, {
    path: ['minPixels'],
    error: 'The least area is greater than the greatest',
  })
  .meta({
    title: 'Resizing',
    description:
      'Settings of the smart resizing that `qwen-smart-resized` counts in, where the model’s processor was given others than Qwen’s own, e.g. by MAX_PIXELS.',
  });

/** Fields that say how a text is read where a deployment differs from what its grammar and its space have by default. */
export const readingSettingsFields = {
  tagSeparator: z
    .string()
    .min(1)
    .max(10)
    .regex(/^[^<&]+$/, 'holds neither "<" nor "&"')
    .optional()
    .meta({
      title: 'Separator of tags',
      description: 'What stands between two labels in `<tag>`; ", " by default.',
    }),
  resize: resizeSchema.optional(),
  boxOrder: boxOrderSchema.optional(),
};

/** Width and height of the original image, in pixels. */
export interface ImageSize {
  width: number;
  height: number;
}

export const explanationSchema = z.object({
  verdict: verdictSchema.nullable().meta({
    title: 'Verdict',
    description:
      'What the source says the image is; null where the text holds no verdict: it failed to parse.',
  }),
  probability: z.number().min(0).max(1).nullable().meta({
    title: 'Probability',
    description: 'Probability of `generated`; null where the source gives none.',
    unit: 'probability',
  }),
  tags: z.array(z.string()).meta({
    title: 'Tags',
    description: 'Labels of the whole image, e.g. “texture quality”.',
  }),
  reasoning: z.string().meta({
    title: 'Reasoning',
    description: 'Prose that belongs to no region; white space folded.',
  }),
  regions: z.array(regionSchema).meta({
    title: 'Regions',
    description: 'Places in the image, each with what is said about it.',
  }),
});
/** What one source says about one image. */
export interface Explanation {
  verdict: Verdict | null;
  probability: number | null;
  tags: string[];
  reasoning: string;
  regions: Region[];
}

export const parseStatusSchema = z.enum(['ok', 'partial', 'failed']).meta({
  title: 'Parsing',
  description:
    '`ok`: everything parsed; `partial`: a verdict was found, something else was not; `failed`: no verdict.',
});
export type ParseStatus = z.infer<typeof parseStatusSchema>;

export const parseProblemSchema = z.object({
  code: z.string().meta({ title: 'Code', description: 'Code of the problem, e.g. `box_out_of_image`.' }),
  message: z.string().meta({ title: 'Message', description: 'What the parser noticed, for a person.' }),
});
/** One thing the parser noticed. */
export type ParseProblem = z.infer<typeof parseProblemSchema>;

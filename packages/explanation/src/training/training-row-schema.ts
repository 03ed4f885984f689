import { z } from 'zod';

/** Stand in the assistant text for the next description and the next box of `objects`. */
export const REF_PLACEHOLDER = '<ref-object>';
export const BOX_PLACEHOLDER = '<bbox>';

/** What the numbers of boxes can count: pixels of the original image, or parts of its width and height. */
export const boxTypes = ['real', 'norm1000', 'norm1'] as const;

const messageSchema = z.object({
  role: z.string('must be a string such as "user" or "assistant"'),
  content: z.string('must be a string'),
});

/**
 * A line of FakeXplain's training data: ms-swift's grounding format, one image a row. The i-th placeholder of all
 * messages stands for the i-th entry of `objects.ref` or `objects.bbox`; a box is `[x1, y1, x2, y2]` in pixels of the
 * original image, unless `bbox_type` says otherwise. A real image has `objects: {}`. What Python writes as null is not
 * there, and fields not named here are let pass.
 */
export const trainingRowSchema = z.object(
  {
    messages: z.array(messageSchema, 'must be a list of {role, content}'),
    images: z
      .array(z.string('must be the path of an image').min(1, 'must be the path of an image'), {
        error: 'must be a list with the path of one image',
      })
      .length(1, 'must name exactly one image: one row is one explanation'),
    objects: z
      .object(
        {
          ref: z.array(z.string('must be a string'), 'must be a list of descriptions').nullish(),
          bbox: z
            .array(
              z
                .array(z.number('must be a number'), 'must be [x1, y1, x2, y2]')
                .length(4, 'must be four numbers [x1, y1, x2, y2]'),
              'must be a list of boxes',
            )
            .nullish(),
          bbox_type: z
            .enum(
              boxTypes,
              'must say what boxes count: "real" (pixels of the original image), "norm1000" or "norm1"',
            )
            .nullish(),
        },
        'must be an object with "ref" and "bbox", or {} for a real image',
      )
      .nullish()
      .transform((objects) => ({
        ref: objects?.ref ?? [],
        bbox: objects?.bbox ?? [],
        boxType: objects?.bbox_type ?? undefined,
      })),
  },
  'must be a JSON object with "messages", "images" and "objects"',
);

/** A training row as it stands in the file. */
export type TrainingRow = z.input<typeof trainingRowSchema>;

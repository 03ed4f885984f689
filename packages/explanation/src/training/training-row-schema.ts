import { z } from 'zod';

/** Stand in the assistant text for the next description and the next box of `objects`. */
export const REF_PLACEHOLDER = '<ref-object>';
export const BOX_PLACEHOLDER = '<bbox>';

const messageSchema = z.object({
  role: z.string('must be a string such as "user" or "assistant"'),
  content: z.string('must be a string'),
});

/**
 * A line of FakeXplain's training data: ms-swift's grounding format, one image a row. `objects.ref[i]` describes
 * `objects.bbox[i]`, which is `[x1, y1, x2, y2]` in pixels of the original image; a real image has `objects: {}`.
 * The i-th placeholder in the assistant's text stands for the i-th entry. Fields not named here are let pass.
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
          ref: z.array(z.string('must be a string'), 'must be a list of descriptions').default([]),
          bbox: z
            .array(
              z
                .array(z.number('must be a number'), 'must be [x1, y1, x2, y2]')
                .length(4, 'must be four numbers [x1, y1, x2, y2]'),
              'must be a list of boxes',
            )
            .default([]),
          bbox_type: z
            .literal('real', 'must be "real": boxes are in pixels of the original image')
            .optional(),
        },
        'must be an object with "ref" and "bbox", or {} for a real image',
      )
      .default({ ref: [], bbox: [] }),
  },
  'must be a JSON object with "messages", "images" and "objects"',
);

/** A training row as it stands in the file. */
export type TrainingRow = z.input<typeof trainingRowSchema>;

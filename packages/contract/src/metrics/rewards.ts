import {
  coordinateSpaceSchema,
  grammarSchema,
  misplacement,
  parseStatusSchema,
  readingSettingsFields,
  regionSchema,
  storableText,
  type Box,
  type CoordinateSpace,
  type ImageSize,
} from '@fakexplain/explanation';
import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { nullIsAbsent } from '../null-is-absent.ts';
import { problemResponses } from '../problems.ts';
import { body, json, labelSchema, sizeFields } from '../shared.ts';

export const rewardPresetSchema = z.enum(['paper_linear', 'stage_1', 'stage_2', 'stage_3']);
export type RewardPreset = z.infer<typeof rewardPresetSchema>;

export const rewardIouSchema = z.enum(['iou_centre_greedy', 'iou_union', 'iou_matched']);
export type RewardIou = z.infer<typeof rewardIouSchema>;

/**
 * The greatest sum of boxes × reference regions over the items of a request: 1,000 boxes by 1,000 regions in ten items, or 30 by
 * 30 in ten thousand. Each pair may be compared, so that it bounds the time.
 */
export const mostRewardPairs = 10_000_000;

const bound = `Boxes × reference regions of all items may add up to ${mostRewardPairs.toLocaleString('en-US')}; past it the request is refused as a whole.`;

const withoutReferenceSchema = z.enum(['one', 'zero']);

/** What both forms of the request choose. */
const choices = {
  preset: rewardPresetSchema.default('paper_linear').meta({
    title: 'Preset',
    description:
      'Weights of the terms: `paper_linear` as the paper has them, or one of the three stages of the authors’ code.',
  }),
  iou: rewardIouSchema.default('iou_centre_greedy').meta({
    title: 'IoU',
    description:
      'Which IoU the grounding term takes: the paper does not say; the authors’ code has `iou_centre_greedy`.',
  }),
  withoutReference: withoutReferenceSchema.default('one').meta({
    title: 'Without reference',
    description:
      'What stands for the IoU where it is undefined: on a real image, or without a reference region.',
  }),
};
const stepWords = {
  title: 'Step',
  description: 'Step t of the training, for `paper_linear`: w_G = 0.5 + 0.5 t/T.',
};
const stepsWords = { title: 'Steps', description: 'Steps T of the whole training.' };

/** What a model wrote. Characters that are no text do not fail a batch: they are replaced, as the parser does. */
const writtenSchema = (longest: number) => z.string().max(longest).transform(storableText);

/** A step of which nothing is known is none. */
const isStep = (value: unknown) =>
  typeof value !== 'object' || value === null || Object.values(value).some((part) => part !== null);
const stepSchema = z
  .strictObject({ t: z.number().min(0).meta(stepWords), of: z.number().positive().meta(stepsWords) })
  .refine(({ t, of }) => t <= of, { error: 't must not be greater than of' });

export const rewardReferenceSchema = z.strictObject({
  image: z.strictObject(sizeFields).meta({ title: 'Image', description: 'Size of the original image.' }),
  label: labelSchema.meta({ title: 'Label', description: 'What the image is.' }),
  regions: z.array(regionSchema).max(1_000).default([]).meta({
    title: 'Regions',
    description: 'Reference regions; empty on a real image.',
  }),
});
/** Tells of each reference region that cannot be one of its image: training on it would be on noise. */
function tellMisplaced(
  regions: readonly { box: Box }[],
  image: ImageSize,
  tell: (region: number, message: string) => void,
): void {
  // What is no size is told by itself.
  if (!(image.width >= 1 && image.height >= 1)) return;
  for (const [index, { box }] of regions.entries()) {
    const message = misplacement(box, image);
    if (message) tell(index, message);
  }
}

/** Only one space has settings of resizing; elsewhere they would be left aside without a word. */
const resizeFits = ({ space, resize }: { space: CoordinateSpace; resize?: unknown }) =>
  resize === undefined || space === 'qwen-smart-resized';
const resizeDoesNotFit = {
  path: ['resize'],
  error: 'Only boxes of the space qwen-smart-resized depend on how the image is resized',
};

export type RewardReference = z.infer<typeof rewardReferenceSchema>;

const reading = {
  grammar: grammarSchema.default('qwen2.5-vl').meta({ ...grammarSchema.meta() }),
  space: coordinateSpaceSchema.default('qwen-smart-resized').meta({ ...coordinateSpaceSchema.meta() }),
  ...readingSettingsFields,
};

/** OpenRLHF's `labels` are text: JSON of this. */
export const openRlhfLabelSchema = nullIsAbsent(
  rewardReferenceSchema
    .extend({ ...reading })
    .refine(resizeFits, resizeDoesNotFit)
    .superRefine(({ image, regions }, context) =>
      tellMisplaced(regions, image, (region, message) =>
        context.addIssue({ code: 'custom', path: ['regions', region, 'box'], message }),
      ),
    ),
);

export const rewardRequestSchema = z
  .strictObject({
    ...choices,
    ...reading,
    step: z
      .preprocess((value) => (isStep(value) ? value : undefined), stepSchema.optional())
      .meta({
        title: 'Step',
        description: 'How far the training is, for `paper_linear`; without it w_G is 1.',
      }),
    items: z
      .array(
        z
          .strictObject({
            completion: writtenSchema(200_000).meta({
              title: 'Completion',
              description: 'What the model wrote.',
            }),
            image: rewardReferenceSchema.shape.image,
            reference: rewardReferenceSchema.omit({ image: true }).meta({
              title: 'Reference',
              description: 'What the completion is compared with.',
            }),
          })
          .superRefine(({ image, reference }, context) =>
            tellMisplaced(reference.regions, image, (region, message) =>
              context.addIssue({ code: 'custom', path: ['reference', 'regions', region, 'box'], message }),
            ),
          ),
      )
      .min(1)
      .max(10_000)
      .meta({ title: 'Items', description: 'The batch: one completion each.' }),
  })
  .refine(resizeFits, resizeDoesNotFit)
  .openapi('RewardRequest');
export type RewardRequest = z.input<typeof rewardRequestSchema>;

export const rewardSchema = z
  .object({
    total: z.number().meta({ title: 'Reward', description: 'base + Σ weight × term.' }),
    grounding: z.number().meta({ title: 'Grounding', description: 'Grounding term before weighting.' }),
    verdict: z.number().meta({ title: 'Verdict', description: 'Verdict term before weighting.' }),
    format: z.number().meta({ title: 'Format', description: 'Format term before weighting.' }),
    iou: z.number().nullable().meta({
      title: 'IoU',
      description: 'The IoU, 0–1; null on a real image and without a reference region.',
      unit: 'share',
    }),
    parseStatus: parseStatusSchema,
    problems: z.array(z.string()).meta({
      title: 'Problems',
      description: 'Codes of what the parser noticed in the completion.',
    }),
  })
  .openapi('Reward');
export type Reward = z.infer<typeof rewardSchema>;

const tags = ['rewards'];

export const computeRewards = createRoute({
  method: 'post',
  path: '/rewards',
  operationId: 'computeRewards',
  ...access('public'),
  summary: 'Training rewards of a batch of completions',
  description: `A completion that does not parse is scored, it does not fail the batch. ${bound}`,
  tags,
  request: { body: body(rewardRequestSchema) },
  responses: {
    200: json(
      z.object({
        iou: rewardIouSchema.meta({ title: 'IoU', description: 'Which IoU the grounding term took.' }),
        base: z.number().meta({ title: 'Base', description: 'What every completion is given.' }),
        weights: z
          .object({
            grounding: z.number().meta({ title: 'Grounding', description: 'Weight of the grounding term.' }),
            verdict: z.number().meta({ title: 'Verdict', description: 'Weight of the verdict term.' }),
            format: z.number().meta({ title: 'Format', description: 'Weight of the format term.' }),
          })
          .meta({ title: 'Weights', description: 'Weights of the terms at this step.' }),
        rewards: z.array(rewardSchema).meta({
          title: 'Rewards',
          description: 'One reward for each item, in order.',
        }),
      }),
      'One reward an item, in order',
    ),
    ...problemResponses('invalid-request', 'unsupported-media-type', 'payload-too-large'),
  },
});

/** OpenRLHF's remote reward: `query` holds prompt and completion, `labels` the reference as JSON. */
export const computeOpenRlhfRewards = createRoute({
  method: 'post',
  path: '/rewards/openrlhf',
  operationId: 'computeOpenRlhfRewards',
  ...access('public'),
  summary: 'The same, in the shape OpenRLHF asks for and expects',
  description: bound,
  tags,
  request: {
    query: z
      .strictObject({
        ...choices,
        t: z.coerce.number().min(0).optional().meta(stepWords),
        of: z.coerce.number().positive().optional().meta(stepsWords),
      })
      .refine(({ t, of }) => (t === undefined) === (of === undefined) && (t ?? 0) <= (of ?? 0), {
        error: 't and of come together, and t must not be greater than of',
      }),
    body: body(
      z
        .object({
          query: z.array(writtenSchema(400_000)).min(1).max(10_000).meta({
            title: 'Query',
            description: 'Prompt and completion in one text, one an item.',
          }),
          prompts: z.array(writtenSchema(400_000)).optional().meta({
            title: 'Prompts',
            description: 'The prompts alone, which are taken off the query; one an item.',
          }),
          labels: z.array(z.string().max(400_000)).meta({
            title: 'Labels',
            description:
              'JSON of `{image: {width, height}, label, regions, grammar?, space?, resize?, boxOrder?, tagSeparator?}`, one an item.',
          }),
        })
        .openapi('OpenRlhfRequest'),
    ),
  },
  responses: {
    200: json(
      z.object({
        rewards: z
          .array(z.number())
          .meta({ title: 'Rewards', description: 'One reward for each item, in order.' }),
        scores: z.array(z.number()).meta({
          title: 'Scores',
          description:
            'The rewards between the least and the greatest the preset can give, 0–1, for dynamic filtering.',
        }),
        extra_logs: z.record(z.string(), z.array(z.number())).meta({
          title: 'Extra logs',
          description: 'Terms of the rewards by name, one value for each item, for the trainer’s log.',
        }),
      }),
      'Rewards in order',
    ),
    ...problemResponses('invalid-request', 'unsupported-media-type', 'payload-too-large'),
  },
});

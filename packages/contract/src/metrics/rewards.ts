import { coordinateSpaceSchema, grammarSchema, regionSchema, storableText } from '@fakexplain/explanation';
import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, json, labelSchema } from '../shared.ts';

export const rewardPresetSchema = z.enum(['paper_linear', 'stage_1', 'stage_2', 'stage_3']);
export type RewardPreset = z.infer<typeof rewardPresetSchema>;

/** Which IoU the grounding term takes: the paper does not say; the authors' code has `iou_centre_greedy`. */
export const rewardIouSchema = z.enum(['iou_centre_greedy', 'iou_union', 'iou_matched']);
export type RewardIou = z.infer<typeof rewardIouSchema>;

/** What stands for the IoU where it is undefined: on a real image, or without a reference region. */
export const withoutReferenceSchema = z.enum(['one', 'zero']);

/** What a model wrote. Characters that are no text do not fail a batch: they are replaced, as the parser does. */
const writtenSchema = (longest: number) => z.string().max(longest).transform(storableText);

const stepSchema = z
  .strictObject({ t: z.number().min(0), of: z.number().positive() })
  .refine(({ t, of }) => t <= of, { error: 't must not be greater than of' });

export const rewardReferenceSchema = z.strictObject({
  image: z.strictObject({ width: z.int().positive(), height: z.int().positive() }),
  label: labelSchema,
  regions: z.array(regionSchema).max(1_000).default([]),
});
export type RewardReference = z.infer<typeof rewardReferenceSchema>;

/** OpenRLHF's `labels` are text: JSON of this. */
export const openRlhfLabelSchema = rewardReferenceSchema.extend({
  grammar: grammarSchema.default('qwen2.5-vl'),
  space: coordinateSpaceSchema.default('qwen-smart-resized'),
});

export const rewardRequestSchema = z
  .strictObject({
    preset: rewardPresetSchema.default('paper_linear'),
    iou: rewardIouSchema.default('iou_centre_greedy'),
    withoutReference: withoutReferenceSchema.default('one'),
    grammar: grammarSchema.default('qwen2.5-vl'),
    space: coordinateSpaceSchema.default('qwen-smart-resized'),
    /** Step t of T, for `paper_linear`: w_G = 0.5 + 0.5 t/T. Without it w_G is 1. */
    step: stepSchema.optional(),
    items: z
      .array(
        z.strictObject({
          completion: writtenSchema(200_000),
          image: rewardReferenceSchema.shape.image,
          reference: rewardReferenceSchema.omit({ image: true }),
        }),
      )
      .min(1)
      .max(10_000),
  })
  .openapi('RewardRequest');
export type RewardRequest = z.input<typeof rewardRequestSchema>;

export const rewardSchema = z
  .object({
    /** base + Σ weight × term. */
    total: z.number(),
    /** The terms before weighting. */
    grounding: z.number(),
    verdict: z.number(),
    format: z.number(),
    /** 0–1; null on a real image and without a reference region. */
    iou: z.number().nullable(),
    parseStatus: z.enum(['ok', 'partial', 'failed']),
    /** Codes of what the parser noticed. */
    problems: z.array(z.string()),
  })
  .openapi('Reward');
export type Reward = z.infer<typeof rewardSchema>;

const tags = ['rewards'];

export const computeRewards = createRoute({
  method: 'post',
  path: '/rewards',
  operationId: 'computeRewards',
  summary: 'Training rewards of a batch of completions',
  description: 'A completion that does not parse is scored, it does not fail the batch.',
  tags,
  request: { body: body(rewardRequestSchema) },
  responses: {
    200: json(
      z.object({
        iou: rewardIouSchema,
        base: z.number(),
        weights: z.object({ grounding: z.number(), verdict: z.number(), format: z.number() }),
        rewards: z.array(rewardSchema),
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
  summary: 'The same, in the shape OpenRLHF asks for and expects',
  tags,
  request: {
    query: z
      .strictObject({
        preset: rewardPresetSchema.default('paper_linear'),
        iou: rewardIouSchema.default('iou_centre_greedy'),
        withoutReference: withoutReferenceSchema.default('one'),
        t: z.coerce.number().min(0).optional(),
        of: z.coerce.number().positive().optional(),
      })
      .refine(({ t, of }) => (t === undefined) === (of === undefined) && (t ?? 0) <= (of ?? 0), {
        error: 't and of come together, and t must not be greater than of',
      }),
    body: body(
      z
        .object({
          query: z.array(writtenSchema(400_000)).min(1).max(10_000),
          prompts: z.array(writtenSchema(400_000)).optional(),
          /** JSON of `{image: {width, height}, label, regions, grammar?, space?}`, one an item. */
          labels: z.array(z.string().max(400_000)),
        })
        .openapi('OpenRlhfRequest'),
    ),
  },
  responses: {
    200: json(
      z.object({
        rewards: z.array(z.number()),
        /** The rewards between the least and the greatest the preset can give, 0–1, for dynamic filtering. */
        scores: z.array(z.number()),
        extra_logs: z.record(z.string(), z.array(z.number())),
      }),
      'Rewards in order',
    ),
    ...problemResponses('invalid-request', 'unsupported-media-type', 'payload-too-large'),
  },
});

import { coordinateSpaceSchema, grammarSchema, regionSchema } from '@fakexplain/explanation';
import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, json, labelSchema } from '../shared.ts';

export const rewardPresetSchema = z.enum(['paper_linear', 'stage_1', 'stage_2', 'stage_3']);

export const rewardRequestSchema = z
  .strictObject({
    preset: rewardPresetSchema.default('paper_linear'),
    grammar: grammarSchema.default('qwen2.5-vl'),
    space: coordinateSpaceSchema.default('qwen-smart-resized'),
    /** Step t of T, for `paper_linear`: w_G = 0.5 + 0.5 t/T. */
    step: z.strictObject({ t: z.number().min(0), of: z.number().positive() }).optional(),
    items: z
      .array(
        z.strictObject({
          completion: z.string().max(200_000),
          image: z.strictObject({ width: z.int().positive(), height: z.int().positive() }),
          reference: z.strictObject({
            label: labelSchema,
            regions: z.array(regionSchema).max(1_000).default([]),
          }),
        }),
      )
      .min(1)
      .max(10_000),
  })
  .openapi('RewardRequest');
export type RewardRequest = z.input<typeof rewardRequestSchema>;

export const rewardSchema = z
  .object({
    /** w_G R_G + w_C R_C + w_F R_F, or the stage's sum. */
    total: z.number(),
    grounding: z.number(),
    verdict: z.number(),
    format: z.number(),
    iou: z.number().nullable(),
    parseStatus: z.enum(['ok', 'partial', 'failed']),
    problems: z.array(z.string()),
  })
  .openapi('Reward');

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
    query: z.strictObject({
      preset: rewardPresetSchema.default('paper_linear'),
      t: z.coerce.number().min(0).optional(),
      of: z.coerce.number().positive().optional(),
    }),
    body: body(
      z
        .object({
          query: z.array(z.string().max(400_000)).min(1).max(10_000),
          prompts: z.array(z.string().max(400_000)).optional(),
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
        scores: z.array(z.number()),
        extra_logs: z.record(z.string(), z.array(z.number())),
      }),
      'Rewards in order',
    ),
    ...problemResponses('invalid-request', 'unsupported-media-type', 'payload-too-large'),
  },
});

import { createRoute, z } from '@hono/zod-openapi';
import { parseProblemSchema, parseStatusSchema } from '@fakexplain/explanation';
import { problemResponses } from '../problems.ts';
import { body, shownExplanationSchema, slugSchema } from '../shared.ts';

/** Most bytes of a picture that a trial takes. */
export const trialImageBytes = 8 * 1_048_576;

export const newTrialSchema = z
  .strictObject({
    model: slugSchema,
    /** The file's bytes in Base64; JPEG, PNG, WebP, AVIF or GIF. Nothing of it is kept. */
    image: z.base64().max(Math.ceil(trialImageBytes / 3) * 4),
  })
  .openapi('NewTrial');
export type NewTrial = z.infer<typeof newTrialSchema>;

/** Event `text`: what the model wrote since the last one, and what can be read of all of it so far. */
export const trialTextSchema = z
  .object({ text: z.string(), explanation: shownExplanationSchema })
  .openapi('TrialText');
export type TrialText = z.infer<typeof trialTextSchema>;

/** Event `answer`, the last one of a trial that succeeds. */
export const trialAnswerSchema = z
  .object({
    /** Of the picture as shown; boxes count its pixels. */
    width: z.int(),
    height: z.int(),
    explanation: shownExplanationSchema.extend({ probability: z.number().min(0).max(1).nullable() }),
    /** The model's own words; null where it answers with no text. */
    text: z.string().nullable(),
    status: parseStatusSchema,
    problems: z.array(parseProblemSchema),
    /** The answer broke off at the limit of tokens. */
    truncated: z.boolean(),
    tokens: z.int().nullable(),
    seconds: z.number(),
  })
  .openapi('TrialAnswer');
export type TrialAnswer = z.infer<typeof trialAnswerSchema>;

export const tryModel = createRoute({
  method: 'post',
  path: '/trials',
  operationId: 'tryModel',
  summary: 'Let a model explain one picture, and watch',
  description:
    'Server-sent events: `text` as the model writes, then `answer`, or `problem` with a problem document. Nothing is kept.',
  tags: ['trials'],
  request: { body: body(newTrialSchema) },
  responses: {
    200: {
      description: 'Events `text` (TrialText), `answer` (TrialAnswer) and `problem` (Problem)',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problemResponses(
      'invalid-request',
      'unsupported-media-type',
      'payload-too-large',
      'not-found',
      'model-not-ready',
      'picture-refused',
      'too-many-requests',
    ),
  },
});

import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { explanationSchema, parseProblemSchema, parseStatusSchema } from '@fakexplain/explanation';
import { problemResponses } from '../problems.ts';
import { body, json, shownExplanationSchema, sizeFields } from '../shared.ts';
import { modelFields } from './models.ts';

/** Most bytes of a picture that a trial takes. */
export const trialImageBytes = 8 * 1_048_576;

export const newTrialSchema = z
  .strictObject({
    model: modelFields.slug,
    image: z
      .base64()
      .max(Math.ceil(trialImageBytes / 3) * 4)
      .meta({
        title: 'Image',
        description: 'The file’s bytes in Base64; JPEG, PNG, WebP, AVIF or GIF. Nothing of it is kept.',
      }),
  })
  .openapi('NewTrial');
export type NewTrial = z.infer<typeof newTrialSchema>;

export const trialTextSchema = z
  .object({
    text: z.string().meta({ title: 'Text', description: 'What the model wrote since the last event.' }),
    explanation: shownExplanationSchema.meta({
      title: 'Explanation',
      description: 'What can be read of all of the text so far.',
    }),
  })
  .openapi('TrialText', { description: 'Data of the event `text`.' });
export type TrialText = z.infer<typeof trialTextSchema>;

export const trialAnswerSchema = z
  .object({
    ...sizeFields,
    explanation: shownExplanationSchema.extend({ probability: explanationSchema.shape.probability }).meta({
      title: 'Explanation',
      description: 'What the model says about the image.',
    }),
    text: z.string().nullable().meta({
      title: 'Text',
      description: 'The model’s own words; null where it answers with no text.',
    }),
    status: parseStatusSchema,
    problems: z.array(parseProblemSchema).meta({
      title: 'Problems',
      description: 'What the parser noticed in the text.',
    }),
    truncated: z.boolean().meta({
      title: 'Truncated',
      description: 'Whether the answer broke off at the limit of tokens.',
    }),
    tokens: z.int().nullable().meta({
      title: 'Tokens',
      description: 'Tokens of the answer; null where the backend does not count them.',
      unit: 'tokens',
    }),
    seconds: z.number().meta({ title: 'Time', description: 'Time that the answer took.', unit: 's' }),
  })
  .openapi('TrialAnswer', {
    description: 'Data of the event `answer`, the last one of a trial that succeeds.',
  });
export type TrialAnswer = z.infer<typeof trialAnswerSchema>;

export const triableModelSchema = z
  .object(modelFields)
  .openapi('TriableModel', { description: 'A model that can be asked about a picture now.' });
export type TriableModel = z.infer<typeof triableModelSchema>;

export const listTriableModels = createRoute({
  method: 'get',
  path: '/trials/models',
  operationId: 'listTriableModels',
  ...access('public'),
  summary: 'Models that can be asked about a picture now, by name',
  description: 'Without those that are arms of a study whose embargo holds, for who may not read it.',
  tags: ['trials'],
  responses: {
    200: json(
      z.object({
        models: z.array(triableModelSchema).meta({ title: 'Models', description: 'Models by name.' }),
      }),
      'The models',
    ),
    ...problemResponses(),
  },
});

export const tryModel = createRoute({
  method: 'post',
  path: '/trials',
  operationId: 'tryModel',
  ...access('public'),
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
      'embargoed',
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

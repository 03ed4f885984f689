import { join } from 'node:path';
import { inference, slugSchema } from '@fakexplain/contract';
import { coordinateSpaceSchema, grammarSchema, readingSettingsFields } from '@fakexplain/explanation';
import { z } from 'zod';
import { graphBackendSchema } from '../backends/graph/settings.ts';
import { localBackendSchema } from '../backends/local/settings.ts';
import { predictionsBackendSchema } from '../backends/predictions/settings.ts';
import { servedBackendSchema } from '../backends/served/settings.ts';

const words = (most: number) => z.string().trim().min(1).max(most);

const readingSchema = z
  .strictObject({
    grammar: grammarSchema.describe('How the model writes regions and verdict.'),
    space: coordinateSpaceSchema.describe('What the numbers of its boxes count.'),
    ...readingSettingsFields,
  })
  .describe('How a text is read: its grammar, and what the numbers of its boxes count.');

const { maxTokens, temperature, topP, seed } = inference.decodingSchema.shape;
const decodingSchema = z
  .strictObject({
    maxTokens: maxTokens.nullable(),
    temperature: temperature.nullable(),
    topP: topP.nullable(),
    seed: seed.nullable(),
  })
  .partial();

const promptSchema = z.strictObject({
  system: z
    .string()
    .max(20_000)
    .optional()
    .describe('Stands before the image; none, or what the chat template puts there, by default.'),
  user: z.string().min(1).max(20_000).describe('Stands after the image.'),
});

export const manifestSchema = z
  .strictObject({
    slug: slugSchema.describe('Also the slug of its source in the catalog.'),
    name: words(200).describe('As pages show it.'),
    description: words(2_000).describe('What it is, and what it was trained for.'),
    demo: z.boolean().default(false).describe('Marked as demo on every page.'),
    family: words(80).describe('Architecture, e.g. `qwen2.5-vl`, `resnet-50`.'),
    task: inference.taskSchema.describe(
      'Explain in words and boxes, detect by a probability, or segment by a mask.',
    ),
    licence: words(200).describe('Of the weights; an SPDX identifier where there is one.'),
    origin: words(2_000).describe('Where the weights come from, or who made the predictions.'),
    paper: z.strictObject({ title: words(500), url: z.url().optional() }).optional(),
    backend: z.discriminatedUnion('kind', [
      localBackendSchema,
      graphBackendSchema,
      servedBackendSchema,
      predictionsBackendSchema,
    ]),
    prompt: promptSchema.optional(),
    decoding: decodingSchema
      .optional()
      .describe(
        'Where it differs from greedy decoding of at most 1,000 tokens; null leaves a field out of what a server is asked.',
      ),
    reading: readingSchema.optional(),
  })
  .superRefine((manifest, context) => {
    const { task, backend, prompt, reading, decoding } = manifest;
    const asks = backend.kind === 'local' || backend.kind === 'served';
    const importsOnly = backend.kind === 'predictions' && backend.file === undefined;
    if (asks && task !== 'explain')
      context.addIssue({
        code: 'custom',
        path: ['task'],
        message: `the backend ${backend.kind} asks in words, so the task is explain`,
      });
    if (task === 'explain' && !reading && !importsOnly)
      context.addIssue({ code: 'custom', path: ['reading'], message: 'a model that explains needs it' });
    if (task === 'explain' && asks && !prompt)
      context.addIssue({
        code: 'custom',
        path: ['prompt'],
        message: 'a model that is asked in words needs it',
      });
    if (backend.kind === 'graph' && task === 'explain')
      context.addIssue({ code: 'custom', path: ['task'], message: 'a graph detects or segments' });
    if (backend.kind === 'served' && backend.resizeBeforeSending && reading?.space !== 'qwen-smart-resized')
      context.addIssue({
        code: 'custom',
        path: ['backend', 'resizeBeforeSending'],
        message: "brings images to the size of Qwen's processor, so reading.space is qwen-smart-resized",
      });
    const owed = task === 'detect' ? 'probability' : 'mask';
    if (backend.kind === 'graph' && task !== 'explain' && !backend.output[owed])
      context.addIssue({
        code: 'custom',
        path: ['backend', 'output', owed],
        message: `a model whose task is ${task} needs it`,
      });
    if (backend.kind !== 'served')
      for (const [key, value] of Object.entries(decoding ?? {}))
        if (value === null)
          context.addIssue({
            code: 'custom',
            path: ['decoding', key],
            message: 'is left out by servers alone',
          });
    for (const [key, value] of Object.entries({ prompt, reading, decoding }))
      if (task !== 'explain' && value)
        context.addIssue({ code: 'custom', path: [key], message: `has no meaning for the task ${task}` });
  })
  .describe(
    'A model, as its YAML file says it: what it is, where it comes from, how it is asked and how its answers are read. `prompt`, `decoding` and `reading` belong to the task `explain`. Addresses, paths and the name of a key may hold placeholders, `${NAME}` or `${NAME:-unless set}`, which the environment fills when the model is opened.',
  );
export type Manifest = z.output<typeof manifestSchema>;

/** The JSON schema of manifests, for editors. */
export const manifestJsonSchemaFile = join(import.meta.dirname, '../../models/manifest.schema.json');
export const manifestJsonSchema = () => ({
  title: 'Manifest of a model',
  ...z.toJSONSchema(manifestSchema, { io: 'input', reused: 'inline' }),
});

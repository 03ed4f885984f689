import { inference } from '@fakexplain/contract';
import { coordinateSpaceSchema, grammarSchema } from '@fakexplain/explanation';
import { z } from 'zod';
import { graphBackendSchema } from '../backends/graph/settings.ts';
import { localBackendSchema } from '../backends/local/settings.ts';
import { predictionsBackendSchema } from '../backends/predictions/settings.ts';
import { servedBackendSchema } from '../backends/served/settings.ts';

const words = (most: number) => z.string().trim().min(1).max(most);

/** How a text is read: its grammar, and what the numbers of its boxes count. */
const readingSchema = z.strictObject({
  grammar: grammarSchema,
  space: coordinateSpaceSchema,
  /** Between two labels in `<tag>`; ", " unless told. */
  tagSeparator: z.string().min(1).max(10).optional(),
  /** Settings of the smart resizing that `qwen-smart-resized` counts in, where they are not Qwen's own. */
  resize: z
    .strictObject({
      factor: z.exactOptional(z.int().positive()),
      minPixels: z.exactOptional(z.int().positive()),
      maxPixels: z.exactOptional(z.int().positive()),
    })
    .optional(),
});

const promptSchema = z.strictObject({
  system: z.string().max(20_000).optional(),
  /** Stands after the picture. */
  user: z.string().min(1).max(20_000),
});

/**
 * A model, as its YAML file says it: what it is, where it comes from, how it is asked and how its answers are read.
 * `prompt`, `decoding` and `reading` belong to the task `explain`. Addresses, paths and the name of a key may hold
 * placeholders, `${NAME}` or `${NAME:-unless set}`, which the environment fills when the model is opened.
 */
export const manifestSchema = z
  .strictObject({
    /** Also the slug of its source in the catalogue. */
    slug: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens')
      .max(80),
    name: words(200),
    description: words(2_000),
    demo: z.boolean().default(false),
    /** Architecture, e.g. `qwen2.5-vl`, `resnet-50`. */
    family: words(80),
    task: inference.taskSchema,
    licence: words(200),
    /** Where the weights come from, or who made the predictions. */
    origin: words(2_000),
    paper: z.strictObject({ title: words(500), url: z.url().optional() }).optional(),
    backend: z.discriminatedUnion('kind', [
      localBackendSchema,
      graphBackendSchema,
      servedBackendSchema,
      predictionsBackendSchema,
    ]),
    prompt: promptSchema.optional(),
    decoding: inference.decodingSchema.partial().optional(),
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
    const owed = task === 'detect' ? 'probability' : 'mask';
    if (backend.kind === 'graph' && task !== 'explain' && !backend.output[owed])
      context.addIssue({
        code: 'custom',
        path: ['backend', 'output', owed],
        message: `a model whose task is ${task} needs it`,
      });
    for (const [key, value] of Object.entries({ prompt, reading, decoding }))
      if (task !== 'explain' && value)
        context.addIssue({ code: 'custom', path: [key], message: `has no meaning for the task ${task}` });
  });
export type Manifest = z.output<typeof manifestSchema>;

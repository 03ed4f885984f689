import { sha256Schema } from '@fakexplain/contract';
import { z } from 'zod';
import { providersSchema, stuckAfterSchema } from '../providers.ts';

export const localBackendSchema = z
  .strictObject({
    kind: z.literal('local'),
    checkpoint: z.string().min(1).describe('Relative to the manifest.'),
    files: z
      .record(z.string(), sha256Schema)
      .default({})
      .describe(
        'Files that are checked before the first use; those not named are taken as they are, and their hashes recorded.',
      ),
    weights: z.enum(['float32', 'float16', 'int8', 'int4']).default('float32'),
    providers: providersSchema,
    gpus: z
      .array(z.int().nonnegative())
      .min(1)
      .default([0])
      .describe(
        'For `cuda`: numbers of the GPUs to use, each by a process of its own that holds the whole model.',
      ),
    threads: z.int().positive().optional().describe('For `cpu`: threads; onnxruntime chooses by default.'),
    constrained: z.boolean().default(false).describe('Allow only texts that the grammar knows.'),
    stuckAfter: stuckAfterSchema,
  })
  .describe('A Qwen2.5-VL checkpoint that runs here: a Hugging Face folder, converted to ONNX on first use.');
export type LocalSettings = z.output<typeof localBackendSchema>;

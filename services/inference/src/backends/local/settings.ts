import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');

export const providerSchema = z.enum(['cuda', 'webgpu', 'cpu']);
/** What computes: an execution provider of onnxruntime. */
export type Provider = z.infer<typeof providerSchema>;

/** A Qwen2.5-VL checkpoint that runs here: a Hugging Face folder, converted to ONNX on first use. */
export const localBackendSchema = z.strictObject({
  kind: z.literal('local'),
  /** Relative to the manifest. */
  checkpoint: z.string().min(1),
  /** Files that are checked before the first use; those not named are taken as they are, and their hashes recorded. */
  files: z.record(z.string(), sha256).default({}),
  weights: z.enum(['float32', 'float16', 'int8', 'int4']).default('float32'),
  /** The first one that is here is used and recorded; with one alone, nothing else ever is. */
  providers: z.array(providerSchema).min(1).default(['cpu']),
  /** For `cuda`: numbers of the GPUs to use, each by a process of its own that holds the whole model. */
  gpus: z.array(z.int().nonnegative()).min(1).default([0]),
  /** For `cpu`: threads; as many as onnxruntime likes unless told. */
  threads: z.int().positive().optional(),
  /** Allow only texts that the grammar knows. */
  constrained: z.boolean().default(false),
  /** Seconds after which a silent model is restarted. */
  stuckAfter: z.number().positive().default(120),
});
export type LocalSettings = z.output<typeof localBackendSchema>;

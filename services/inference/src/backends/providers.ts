import { z } from 'zod';

export const providerSchema = z.enum(['cuda', 'webgpu', 'cpu']);
/** What computes: an execution provider of onnxruntime. */
export type Provider = z.infer<typeof providerSchema>;

/** The providers that a manifest allows, in order of preference. */
export const providersSchema = z
  .array(providerSchema)
  .min(1)
  .default(['cpu'])
  .describe('The first one that is here is used and recorded; with one alone, nothing else ever is.');

export const stuckAfterSchema = z
  .number()
  .positive()
  .default(120)
  .describe('Seconds after which a silent model is restarted.');

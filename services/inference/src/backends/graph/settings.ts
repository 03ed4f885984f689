import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex');

/** A detector or segmenter as one ONNX file. */
export const graphBackendSchema = z.strictObject({
  kind: z.literal('graph'),
  /** Relative to the manifest. */
  file: z.string().min(1),
  sha256: sha256.optional(),
  providers: z
    .array(z.enum(['cuda', 'webgpu', 'cpu']))
    .min(1)
    .default(['cpu']),
});

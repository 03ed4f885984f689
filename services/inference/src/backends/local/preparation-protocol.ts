import { z } from 'zod';
import type { Protocol } from '../process/protocol.ts';
import type { Preparation, Prepared } from '../../../../../packages/vlm-onnx/src/convert/prepare-checkpoint.ts';
import { localBackendSchema } from './settings.ts';

/** All is said by opening: there is nothing to ask. */
export const preparationProtocol: Protocol<Preparation, Prepared, never, never, never> = {
  settings: z.object({
    checkpoint: z.string(),
    weights: localBackendSchema.shape.weights.unwrap(),
    files: z.record(z.string(), z.string()),
    cacheFolder: z.string(),
  }),
  ready: z.object({
    converted: z.string(),
    files: z.array(z.object({ file: z.string(), sha256: z.string() })),
  }),
  request: z.never(),
  event: z.never(),
  answer: z.never(),
};

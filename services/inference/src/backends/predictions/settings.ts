import { z } from 'zod';

/** Answers that were made elsewhere, as a file. */
export const predictionsBackendSchema = z.strictObject({
  kind: z.literal('predictions'),
  /** Relative to the manifest; without it, predictions come in with `npm run import`, as `how` says. */
  file: z.string().min(1).optional(),
  how: z.string().trim().min(1).max(2_000),
});

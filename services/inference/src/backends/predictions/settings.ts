import { z } from 'zod';

export const predictionsBackendSchema = z
  .strictObject({
    kind: z.literal('predictions'),
    file: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Relative to the manifest; without it, predictions come in with `npm run fakexplain -- import`, as `how` says.',
      ),
    how: z.string().trim().min(1).max(2_000),
  })
  .describe('Answers that were made elsewhere, as a file.');

import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { json } from '../shared.ts';
import { intervalSchema } from './leaderboard.ts';
import { studyParams } from './studies.ts';

const countedShareSchema = z.object({
  k: z.int(),
  n: z.int(),
  share: z.number().min(0).max(1).nullable(),
  /** Clopper–Pearson. */
  exact: intervalSchema,
});

/** How far a study's votes can be trusted. No vote is left out for it. */
export const qualitySchema = z
  .object({
    /** Mirrored repeats answered as before. */
    selfAgreement: countedShareSchema,
    /** Checks in which the sound explanation was preferred to another image's. */
    checksPassed: countedShareSchema,
    /** Current regular votes by raters who saw the same pair of arms on the same image. */
    betweenRaters: z.object({
      /** Pair × image with two or more raters. */
      units: z.int(),
      raw: z.number().min(0).max(1).nullable(),
      /** Nominal, with an interval by drawing units again (200 draws, seeded). */
      krippendorffAlpha: z.number().nullable(),
      krippendorffInterval: intervalSchema,
      gwetAc1: z.number().nullable(),
    }),
    /** Raters whose non-neutral votes lean to one side beyond chance (exact test, Holm-corrected, 5%), of those with 10 or more. */
    oneSidedRaters: z.object({ k: z.int(), n: z.int() }),
  })
  .openapi('Quality');
export type Quality = z.infer<typeof qualitySchema>;

export const readQuality = createRoute({
  method: 'get',
  path: '/studies/{study}/quality',
  operationId: 'readQuality',
  summary: 'Self-agreement, checks, agreement between raters, one-sided raters',
  tags: ['ratings'],
  request: { params: studyParams },
  responses: { 200: json(qualitySchema, 'The report'), ...problemResponses('invalid-request', 'not-found') },
});

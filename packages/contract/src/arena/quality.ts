import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { countedShareFields, json } from '../shared.ts';
import { intervalSchema, probabilitySchema } from './intervals.ts';
import { studyParams } from './studies.ts';

/** A share of ballots with its exact interval. */
export const countedShare = (title: string, description: string, successes: string, trials: string) =>
  z
    .object({
      ...countedShareFields('ballots', successes, trials),
      exact: intervalSchema.meta({
        title: 'Exact',
        description: 'Clopper–Pearson interval of the share.',
        unit: 'share',
      }),
    })
    .meta({ title, description });

export const qualitySchema = z
  .object({
    selfAgreement: countedShare(
      'Same answer when asked again',
      'How often raters answer a mirrored repeat of a ballot as before.',
      'Repeats answered as before.',
      'Repeats that were answered.',
    ),
    checksPassed: countedShare(
      'Checks passed',
      'How often raters prefer a sound explanation to another image’s.',
      'Checks in which the sound explanation was preferred.',
      'Checks that were answered.',
    ),
    betweenRaters: z
      .object({
        units: z.int().meta({
          title: 'Questions',
          description: 'Pairs of arms on an image that two or more raters answered.',
          unit: 'questions',
        }),
        raw: probabilitySchema.nullable().meta({
          title: 'Raw',
          description: 'Share of pairs of answers to the same question that are equal; null without any.',
          unit: 'share',
        }),
        krippendorffAlpha: z.number().nullable().meta({
          title: 'Krippendorff’s α',
          description:
            'Nominal alpha: 1 is full agreement, 0 what chance gives. It collapses when nearly everyone gives one answer; null where it is undefined.',
        }),
        krippendorffInterval: intervalSchema.meta({
          title: 'Interval of α',
          description: 'Bootstrap interval of alpha, by drawing questions again (200 draws, seeded).',
        }),
        gwetAc1: z.number().nullable().meta({
          title: 'Gwet’s AC1',
          description:
            'Agreement corrected for chance, stable where nearly everyone gives one answer; at most 1. Chance is taken from all answers, those on questions that one rater alone answered too.',
        }),
      })
      .meta({
        title: 'Agreement between raters',
        description: 'How far different raters agree on the same pair of arms on the same image.',
      }),
    oneSidedRaters: z
      .object({
        k: z.int().meta({
          title: 'k',
          description: 'Raters whose votes lean to one side beyond chance (exact test, Holm-corrected, 5%).',
          unit: 'raters',
        }),
        n: z.int().meta({
          title: 'n',
          description: 'Raters with ten or more votes that prefer a side.',
          unit: 'raters',
        }),
      })
      .meta({
        title: 'One-sided raters',
        description: 'How many raters choose one side of the screen more often than chance explains.',
      }),
  })
  .openapi('Quality', { description: 'How far a study’s votes can be trusted. No vote is left out for it.' });
export type Quality = z.infer<typeof qualitySchema>;

export const readQuality = createRoute({
  method: 'get',
  path: '/studies/{study}/quality',
  operationId: 'readQuality',
  ...access('public'),
  summary: 'Self-agreement, checks, agreement between raters, one-sided raters',
  tags: ['ratings'],
  request: { params: studyParams },
  responses: {
    200: json(qualitySchema, 'The report'),
    ...problemResponses('invalid-request', 'not-found', 'results-hidden'),
  },
});

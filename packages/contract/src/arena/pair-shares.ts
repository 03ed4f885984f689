import { z } from '@hono/zod-openapi';
import { recognitionFields } from './blinding.ts';
import {
  anytimeIntervalSchema,
  clusteredIntervalSchema,
  intervalSchema,
  probabilitySchema,
} from './intervals.ts';

/** One pair of arms: A stands before B. */
export const pairShareSchema = z
  .object({
    a: z.int().meta({ title: 'A', description: 'Position of the first arm, whose share is given.' }),
    b: z.int().meta({ title: 'B', description: 'Position of the second arm.' }),
    votes: z.int().meta({
      title: 'Votes',
      description: 'Current votes on regular ballots that compare the two arms.',
      unit: 'votes',
    }),
    raters: z.int().nullable().meta({
      title: 'Raters',
      description: 'Distinct raters who compared the two arms; null on a slice, where they are not kept.',
      unit: 'raters',
    }),
    images: z.int().nullable().meta({
      title: 'Images',
      description:
        'Distinct images on which the two were compared; null on a slice, where they are not kept.',
      unit: 'images',
    }),
    winsA: z
      .int()
      .meta({ title: 'Wins of A', description: 'Votes that prefer the first arm (k).', unit: 'votes' }),
    winsB: z
      .int()
      .meta({ title: 'Wins of B', description: 'Votes that prefer the second arm.', unit: 'votes' }),
    ties: z.int().meta({
      title: 'Ties',
      description: 'Votes that find both explanations equally good.',
      unit: 'votes',
    }),
    neither: z.int().meta({
      title: 'Neither',
      description: 'Votes that find neither explanation acceptable.',
      unit: 'votes',
    }),
    n: z.int().meta({
      title: 'n',
      description: 'Votes that prefer one of the two: `winsA` + `winsB`.',
      unit: 'votes',
    }),
    share: probabilitySchema.nullable().meta({
      title: 'Share',
      description:
        'Of the votes that prefer one of the two (n), the part that prefers the first (k). Ties and “neither” are not in n. A share of 0 or 100% is to be read as the bound of its clustered interval, or of the exact one where that is undetermined.',
      unit: 'share',
    }),
    bound: z.enum(['at-least', 'at-most']).nullable().meta({
      title: 'Bound',
      description:
        'Set where the share is 0 or 1 and is to be read as the bound in `clustered`, or in `exact` where that is undetermined; null for any other share.',
    }),
    clustered: clusteredIntervalSchema.meta({
      title: 'Clustered, one look',
      description: `For one look, at a number of votes fixed beforehand, as when a study is closed; looked at again and again it leaves out the truth far more often than it says. ${clusteredIntervalSchema.meta()?.description}`,
      unit: 'share',
    }),
    anytime: anytimeIntervalSchema,
    clusteredP: probabilitySchema.nullable().meta({
      title: 'p',
      description:
        'Two-sided test that both are preferred equally often, from the clustered interval’s standard error and Student’s t, for one look as that is. The one to cite; null where it is undetermined.',
      unit: 'probability',
    }),
    effectiveRaters: z.number().nullable().meta({
      title: 'Effective raters',
      description:
        'As many raters with equally many votes would weigh as much: n² by the sum of the squares of each rater’s votes. Below about 20, intervals are wide and lean; null where raters are not kept.',
      unit: 'raters',
    }),
    effectiveImages: z.number().nullable().meta({
      title: 'Effective images',
      description:
        'As many images with equally many votes would weigh as much; null where images are not kept.',
      unit: 'images',
    }),
    raterCorrelation: z.number().min(0).max(0.9).nullable().meta({
      title: 'Correlation, raters',
      description:
        'Part of the variance of single votes that is their rater’s, estimated from the votes of this pair; what the next study is planned with. Little is known of it from fewer than 12 raters; null where all votes went one way.',
    }),
    imageCorrelation: z.number().min(0).max(0.9).nullable().meta({
      title: 'Correlation, images',
      description:
        'Part of the variance of single votes that is their image’s, estimated likewise; next to nothing is known of it unless each image is seen several times.',
    }),
    equivalenceP: probabilitySchema.nullable().meta({
      title: 'Equivalence p',
      description:
        'The larger of the two one-sided p-values against 50% plus and minus the study’s margin, clustered as p is; where raters and images are not kept, exact, as if every vote were independent.',
      unit: 'probability',
    }),
    equivalent: z.boolean().nullable().meta({
      title: 'Equivalent',
      description:
        'Two one-sided tests at 5% against 50% plus and minus the study’s margin: “yes” where the clustered 90% interval of the share lies within the margin. Without it, “no difference found” is not “equal”.',
    }),
    exact: intervalSchema.meta({
      title: 'Exact',
      description:
        'Clopper–Pearson interval of k of n, as if every vote were independent: narrower than is true once raters and images differ. One-sided where `bound` is set.',
      unit: 'share',
    }),
    exactP: probabilitySchema.nullable().meta({
      title: 'Exact p',
      description:
        'Exact two-sided binomial test that both are preferred equally often, as if every vote were independent: too small once raters and images differ.',
      unit: 'probability',
    }),
    wilson: intervalSchema.meta({
      title: 'Wilson',
      description:
        'Wilson interval of k of n, as if every vote were independent: narrower than is true once raters and images differ.',
      unit: 'share',
    }),
    neutralToB: probabilitySchema.nullable().meta({
      title: 'Neutral to B',
      description: 'The share if every tie and “neither” had gone to the second arm.',
      unit: 'share',
    }),
    neutralToA: probabilitySchema.nullable().meta({
      title: 'Neutral to A',
      description: 'The share if every tie and “neither” had gone to the first arm.',
      unit: 'share',
    }),
    votesToFlip: z.int().nullable().meta({
      title: 'To flip',
      description: 'How many votes would have to change sides for the majority to turn.',
      unit: 'votes',
    }),
    scored: z
      .object({
        wins: z.number().meta({
          title: 'Wins of A',
          description: 'Wins of the first arm, with half a win for each tie.',
          unit: 'votes',
        }),
        n: z
          .int()
          .meta({ title: 'n', description: 'Wins and ties: all votes but “neither”.', unit: 'votes' }),
        expected: probabilitySchema.nullable().meta({
          title: 'Expected',
          description:
            'Share of wins that the ratings predict for the first arm; null without finite ratings.',
          unit: 'share',
        }),
      })
      .meta({
        title: 'Scored',
        description: 'The votes as the ratings count them, for seeing where the fitted model is off.',
      }),
    difference: z
      .object({
        elo: z.number().nullable().meta({
          title: 'Elo difference',
          description: 'Rating of the first arm less that of the second; null where it is not finite.',
          unit: 'Elo',
        }),
        interval: intervalSchema.meta({
          title: 'Interval',
          description:
            'Confidence interval of the difference for one look, from the sandwich variance; where one arm never lost, one-sided by penalised profile likelihood, allowing for raters and images as the one-sided clustered interval does.',
          unit: 'Elo',
        }),
        anytime: intervalSchema.meta({
          title: 'Interval, any look',
          description:
            'Anytime-valid interval of the difference, as that of the share, where each vote weighs by what it says of the difference: the two arms need at least 10 votes won and 10 lost each. It is for pairs drawn by one policy, as a changed one changes what the difference is of, and of one pair at a time.',
          unit: 'Elo',
        }),
      })
      .meta({
        title: 'Elo difference',
        description:
          'Difference of the ratings, A − B, with its interval for one look and the anytime-valid one. Where pairs are drawn by uncertainty, the one for one look missed in up to 8% of simulated studies; the anytime-valid one held.',
      }),
    byForm: recognitionFields.byForm.nullable().meta({ ...recognitionFields.byForm.meta() }),
    byAll: recognitionFields.byAll.nullable().meta({ ...recognitionFields.byAll.meta() }),
  })
  .openapi('PairShare', {
    description:
      'How often one arm was preferred to another; all counts are of current votes on regular ballots.',
  });
export type PairShare = z.infer<typeof pairShareSchema>;

import { z } from '@hono/zod-openapi';
import { intervalSchema } from './intervals.ts';
import { armFields } from './studies.ts';

export const ratingSchema = z
  .object({
    ...armFields,
    demo: z.boolean().meta({
      title: 'Demo',
      description:
        'Whether the source is made for the demo; its rating then says nothing about any published model.',
    }),
    elo: z.number().nullable().meta({
      title: 'Elo',
      description:
        'Bradley–Terry strength on the Elo scale, the exact maximum of the likelihood, ties counted as half a win each, “neither” left out; centred on 0 within a group of arms that votes connect. 400 points are odds of 10 to 1. Where no finite maximum exists, Firth’s correction is used and named, or no value is given.',
      unit: 'Elo',
    }),
    interval: intervalSchema.meta({
      title: 'Interval',
      description:
        'Confidence interval of the rating at the level that the leaderboard is stamped with, from the sandwich variance. “At least” and “at most” mean that the votes bound the rating on one side only, as for an arm that never lost: by penalised profile likelihood, in which votes count by a design effect that takes those of one rater, or on one image, to correlate by 0.1. It describes one arm; it does not decide ranks.',
      unit: 'Elo',
    }),
    rank: z
      .object({
        best: z.int().meta({ title: 'Best rank', description: 'Best rank the intervals allow; 1 is first.' }),
        worst: z.int().meta({ title: 'Worst rank', description: 'Worst rank the intervals allow.' }),
      })
      .nullable()
      .meta({
        title: 'Rank',
        description:
          'Best and worst rank that the simultaneous intervals of all differences between arms allow. “1–2” means that the votes do not tell first from second.',
      }),
    preferredTo: z.array(z.int()).meta({
      title: 'Preferred to',
      description:
        'Positions of the arms that this one is above, as the simultaneous intervals of all differences between arms say, for one look; ranks are made of them.',
    }),
    method: z.enum(['bradley-terry', 'firth', 'none']).meta({
      title: 'Method',
      description:
        'How `elo` was found: by exact maximum likelihood, by Firth’s correction where no finite maximum exists, or not at all.',
    }),
    votes: z.int().meta({
      title: 'Votes',
      description:
        'Current votes on regular ballots in which the arm took part; corrections replace, and repeats and checks are not counted.',
      unit: 'votes',
    }),
    wins: z.int().meta({
      title: 'Wins',
      description: 'Votes that prefer this arm’s explanation to the other one.',
      unit: 'votes',
    }),
    losses: z.int().meta({
      title: 'Losses',
      description: 'Votes that prefer the other arm’s explanation.',
      unit: 'votes',
    }),
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
    davidson: z.number().nullable().meta({
      title: 'Davidson',
      description:
        'The same strengths with ties modelled by Davidson’s extension, and with ties left out: beside the rating, to show what the treatment of ties does.',
      unit: 'Elo',
    }),
    tiesDropped: z.number().nullable().meta({
      title: 'Ties dropped',
      description: 'The rating with ties left out; null where no finite value exists.',
      unit: 'Elo',
    }),
    component: z.int().meta({
      title: 'Group',
      description:
        'Index, from 0, of the group of arms that votes connect; ratings can be compared within one group only.',
    }),
  })
  .openapi('Rating', { description: 'Strength of one arm of a study, fitted from its votes.' });
export type Rating = z.infer<typeof ratingSchema>;

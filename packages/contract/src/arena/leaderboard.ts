import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { json, momentSchema } from '../shared.ts';
import { ledgerHeadSchema } from './ledger.ts';
import { intervalSchema, probabilitySchema } from './intervals.ts';
import { pairShareSchema } from './pair-shares.ts';
import { ratingSchema } from './ratings.ts';
import { snapshotNameSchema } from './snapshots.ts';
import { studyFields, studyParams, studyQuestionSchema } from './studies.ts';

const sideBiasSchema = z
  .object({
    n: z.int().meta({ title: 'n', description: 'Votes that prefer a side.', unit: 'votes' }),
    left: z.int().meta({ title: 'Left', description: 'Votes that prefer the left side.', unit: 'votes' }),
    share: probabilitySchema.nullable().meta({
      title: 'Side bias',
      description:
        'Of the votes that prefer a side, the part that prefers the left one. Sides are drawn at random, so it should hold 50%; a lasting lean shows habit, not preference, and cancels between arms.',
      unit: 'share',
    }),
    exact: intervalSchema.meta({
      title: 'Exact',
      description: 'Clopper–Pearson interval of the share.',
      unit: 'share',
    }),
    p: probabilitySchema.nullable().meta({
      title: 'p',
      description: 'Exact two-sided binomial test that both sides are preferred equally often.',
      unit: 'probability',
    }),
  })
  .openapi('SideBias', { description: 'How far raters lean to one side of the screen.' });

const sliceKindSchema = z.enum(['all', 'category', 'generator', 'label']);
const sliceValues = (of: string) =>
  z
    .array(z.string())
    .meta({ title: of, description: `Values of ${of.toLowerCase()} among the study’s images.` });

export const leaderboardSchema = z
  .object({
    study: z
      .object({
        slug: studyFields.slug,
        title: studyFields.title,
        question: studyFields.question,
        questions: studyFields.questions,
        strength: studyFields.strength,
        reliance: studyFields.reliance,
        demo: studyFields.demo,
        status: studyFields.status,
        policy: studyFields.policy,
        equivalenceMargin: studyFields.equivalenceMargin,
        results: studyFields.results,
      })
      .meta({ title: 'Study', description: 'The study whose votes are counted.' }),
    slice: z
      .object({
        kind: sliceKindSchema.meta({
          title: 'Slice',
          description: 'What the images are chosen by; `all` is the whole study.',
        }),
        value: z.string().meta({
          title: 'Value',
          description: 'Value that the images of the slice share; empty for `all`.',
        }),
      })
      .meta({ title: 'Slice', description: 'What the numbers are of: the whole study, or one slice of it.' }),
    question: studyQuestionSchema.meta({
      title: 'Answers to',
      description: 'Which of the study’s questions the votes answer here.',
    }),
    slices: z
      .object({
        category: sliceValues('Category'),
        generator: sliceValues('Generator'),
        label: sliceValues('Label'),
      })
      .meta({ title: 'Slices', description: 'The slices that the study’s images can be divided into.' }),
    stamp: z
      .object({
        votes: z.int().meta({
          title: 'Votes',
          description:
            'Current votes on regular ballots of the whole study when this was computed, also where the numbers are of a slice.',
          unit: 'votes',
        }),
        sequence: z.int().meta({
          title: 'Sequence',
          description:
            'Sequence number of the study’s newest vote, corrections included; 0 before the first.',
        }),
        past: z.boolean().meta({
          title: 'Past',
          description: 'Whether it was asked for as of this vote, so that later ones do not count.',
        }),
        at: momentSchema.meta({ title: 'As of', description: 'When the leaderboard was computed.' }),
        until: momentSchema.nullable().meta({
          title: 'Votes until',
          description:
            'Only votes cast before this moment count, the beginning of the day (UTC), where the study shows its results a day late; null: all votes count.',
        }),
        ledger: ledgerHeadSchema.meta({
          title: 'Ledger',
          description:
            'How far the study’s ledger was sealed when this was computed: votes of the last seconds have no entry yet.',
        }),
        method: z.string().meta({
          title: 'Method',
          description: 'Method of the ratings and its version, e.g. `bradley-terry-sandwich/1`.',
        }),
        covariance: z.enum(['vote', 'rater-image']).meta({
          title: 'Clustered by',
          description:
            'What the rating intervals allow for: `vote` takes votes as independent, `rater-image` allows for votes of one rater and on one image being alike.',
        }),
        level: probabilitySchema.meta({
          title: 'Level',
          description: 'Confidence level of the intervals, e.g. 0.95.',
          unit: 'share',
        }),
        seed: z
          .int()
          .meta({ title: 'Seed', description: 'Seed of what is drawn at random for the intervals.' }),
      })
      .meta({
        title: 'Stamp',
        description: 'All that is needed to compute the same numbers from the ledger.',
      }),
    votes: z.int().meta({
      title: 'Votes',
      description: 'Current votes on regular ballots that the numbers are of: those of the slice.',
      unit: 'votes',
    }),
    raters: z.int().nullable().meta({
      title: 'Raters',
      description:
        'Raters with at least one of these votes; null on a slice of a study with too many votes to read for one answer.',
      unit: 'raters',
    }),
    exclusions: z
      .object({
        applied: z.boolean().meta({
          title: 'Applied',
          description: 'Whether the votes of excluded raters are left out here.',
        }),
        raters: z
          .int()
          .meta({ title: 'Raters', description: 'Raters who are excluded now.', unit: 'raters' }),
        votes: z.int().meta({
          title: 'Votes',
          description: 'Votes of excluded raters that would count in the whole study.',
          unit: 'votes',
        }),
      })
      .meta({ title: 'Exclusions', description: 'Standing exclusions of raters in the whole study.' }),
    ratings: z.array(ratingSchema).meta({ title: 'Ratings', description: 'One rating for each arm.' }),
    pairs: z.array(pairShareSchema).meta({
      title: 'Preference shares',
      description: 'One entry for each pair of arms; empty where the query asks for `pairs=none`.',
    }),
    planned: z
      .object({
        halfWidth: probabilitySchema.nullable().meta({
          title: 'Half width',
          description:
            'Half of the width of the interval that the plan reads, of the planned pair; null where the interval has not two sides.',
          unit: 'share',
        }),
        reached: z.boolean().meta({
          title: 'Reached',
          description:
            'Whether that interval is as narrow as was wanted or, where power is wanted, leaves out one half.',
        }),
      })
      .nullable()
      .meta({
        title: 'Planned',
        description:
          'How the planned pair stands; null where nothing was planned, in slices, and where `pairs=none`.',
      }),
    sideBias: sideBiasSchema.meta({
      title: 'Side bias',
      description: 'How the votes divide between the left and the right side.',
    }),
    status: z.enum(['empty', 'ok', 'separated', 'disconnected']).meta({
      title: 'Status',
      description:
        'What the graph of wins allows to be said: `empty` without votes; `separated` where some arms never lost to the others; `disconnected` where groups of arms were never compared; else `ok`.',
    }),
    notes: z.array(z.string()).meta({
      title: 'Notes',
      description: 'Warnings in words for the reader of the leaderboard.',
    }),
    components: z.array(z.array(z.int())).meta({
      title: 'Groups',
      description: 'Groups of arms that votes connect, each a list of the arms’ positions.',
    }),
  })
  .openapi('Leaderboard', {
    description: 'Ratings and preference shares of a study, fitted from its votes.',
  });
export type Leaderboard = z.infer<typeof leaderboardSchema>;

export const exclusionsQuery = z.enum(['ignore', 'apply']).default('ignore').meta({
  title: 'Exclusions',
  description: '`ignore` counts every vote; `apply` leaves out the votes of excluded raters.',
});

export const leaderboardQuery = z
  .strictObject({
    slice: sliceKindSchema.default('all').meta({
      title: 'Slice',
      description: 'What to choose the images by; `all` is the whole study.',
    }),
    value: z.string().max(200).default('').meta({
      title: 'Value',
      description: 'Value of the slice, e.g. the name of a generator; empty for `all`.',
    }),
    question: studyQuestionSchema.optional().meta({
      title: 'Answers to',
      description: 'Which of the study’s questions the votes answer; the main one where it is left out.',
    }),
    pairs: z.enum(['all', 'none']).default('all').meta({
      title: 'Pairs',
      description:
        '`none` leaves the share table out, which has a row for each of arms × (arms − 1) / 2 pairs.',
    }),
    at: z
      .union([z.coerce.number().int().min(1), snapshotNameSchema])
      .optional()
      .meta({
        title: 'As of vote',
        description:
          'Sequence number of a vote (`stamp.sequence`), or the name of a snapshot of the study: the leaderboard as it stood after that vote, with the exclusions of then, and without raters who have withdrawn since. As of now where it is left out.',
      }),
    exclusions: exclusionsQuery,
  })
  .openapi('LeaderboardQuery');

const tags = ['ratings'];

export const readLeaderboard = createRoute({
  method: 'get',
  path: '/studies/{study}/leaderboard',
  operationId: 'readLeaderboard',
  ...access('public'),
  summary: 'Ratings, preference shares and win counts, fitted now',
  description:
    'While a study is open, it says who may read its results. A study that shows them a day late answers everyone but maintainers as of the end of the day before (UTC), of the whole study alone.',
  tags,
  request: { params: studyParams, query: leaderboardQuery },
  responses: {
    200: json(leaderboardSchema, 'The leaderboard'),
    ...problemResponses('invalid-request', 'not-found', 'results-hidden'),
  },
});

/** One event of the stream. */
export const tallySchema = z
  .object({
    votes: z.int().meta({ title: 'Votes', description: 'Votes counted so far.', unit: 'votes' }),
    sequence: z.int().meta({
      title: 'Sequence',
      description: 'Sequence number of the study’s newest vote.',
    }),
  })
  .openapi('Tally');
export type Tally = z.infer<typeof tallySchema>;

export const followLeaderboard = createRoute({
  method: 'get',
  path: '/studies/{study}/leaderboard/stream',
  operationId: 'followLeaderboard',
  ...access('public'),
  summary: 'Server-sent events: a `tally` whenever votes have arrived',
  tags,
  request: { params: studyParams },
  responses: {
    200: {
      description: 'Events named `tally` whose data is a Tally',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problemResponses('invalid-request', 'not-found', 'results-hidden'),
  },
});

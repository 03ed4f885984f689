import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { json, momentSchema, slugSchema } from '../shared.ts';
import { armKindSchema, drawingPolicySchema, studyParams, studyStatusSchema } from './studies.ts';

const probability = z.number().min(0).max(1);

/**
 * What is known of a quantity. `at-least`/`at-most` where the data bound it on one side only (an arm that never
 * lost), `undetermined` where they do not bound it at all.
 */
export const intervalSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('two-sided'), low: z.number(), high: z.number() }),
    z.object({ kind: z.literal('at-least'), low: z.number() }),
    z.object({ kind: z.literal('at-most'), high: z.number() }),
    z.object({ kind: z.literal('undetermined'), reason: z.string() }),
  ])
  .openapi('Interval');
export type Interval = z.infer<typeof intervalSchema>;

const outcomeCounts = {
  winsA: z.int(),
  winsB: z.int(),
  ties: z.int(),
  neither: z.int(),
};

export const ratingSchema = z
  .object({
    position: z.int(),
    name: z.string(),
    source: slugSchema,
    kind: armKindSchema,
    demo: z.boolean(),
    /** Elo scale, centred on 0 within its component; null where no finite value exists. */
    elo: z.number().nullable(),
    interval: intervalSchema,
    /** Best and worst rank that the simultaneous intervals of differences allow; 1 is best. Null without votes. */
    rank: z.object({ best: z.int(), worst: z.int() }).nullable(),
    /** How `elo` was found: exact maximum likelihood, or Firth's correction where that does not exist. */
    method: z.enum(['bradley-terry', 'firth', 'none']),
    votes: z.int(),
    wins: z.int(),
    losses: z.int(),
    ties: z.int(),
    neither: z.int(),
    /** Beside it, with ties modelled (Davidson) and with ties dropped; null where they do not exist. */
    davidson: z.number().nullable(),
    tiesDropped: z.number().nullable(),
    /** 0-based index of the connected component the arm is in; ratings compare within one only. */
    component: z.int(),
  })
  .openapi('Rating');
export type Rating = z.infer<typeof ratingSchema>;

/** One pair of arms: A stands before B. All counts are of current, regular votes. */
export const pairShareSchema = z
  .object({
    a: z.int(),
    b: z.int(),
    votes: z.int(),
    /** Distinct raters and images; null on a slice, where they are not kept. */
    raters: z.int().nullable(),
    images: z.int().nullable(),
    ...outcomeCounts,
    /** Non-neutral votes: winsA + winsB. */
    n: z.int(),
    /** winsA / n; null where n is 0. */
    share: probability.nullable(),
    /** The share is 0 or 1: read it as the bound in `exact`. */
    bound: z.enum(['at-least', 'at-most']).nullable(),
    /** Clopper–Pearson; one-sided where `bound` is set. */
    exact: intervalSchema,
    wilson: intervalSchema,
    /** Two-way clustered by rater and image, Student t. */
    clustered: intervalSchema,
    /** Exact two-sided binomial test of 0.5. */
    p: probability.nullable(),
    /** Largest of the two one-sided p-values against 0.5 ± margin. */
    equivalenceP: probability.nullable(),
    equivalent: z.boolean().nullable(),
    /** Share with every neutral vote given to B, and to A. */
    neutralToB: probability.nullable(),
    neutralToA: probability.nullable(),
    /** Votes that would have to change sides for the majority to turn; null where n is 0. */
    votesToFlip: z.int().nullable(),
    /** With ties as half a win each: A's wins, the votes counted, and the share that the ratings expect of A. */
    scored: z.object({ wins: z.number(), n: z.int(), expected: probability.nullable() }),
    /** Difference of ratings A − B, in Elo, with its sandwich interval. */
    difference: z.object({ elo: z.number().nullable(), interval: intervalSchema }),
  })
  .openapi('PairShare');
export type PairShare = z.infer<typeof pairShareSchema>;

export const sideBiasSchema = z
  .object({
    n: z.int(),
    left: z.int(),
    share: probability.nullable(),
    exact: intervalSchema,
    p: probability.nullable(),
  })
  .openapi('SideBias');

export const leaderboardSchema = z
  .object({
    study: z.object({
      slug: slugSchema,
      title: z.string(),
      question: z.string(),
      demo: z.boolean(),
      status: studyStatusSchema,
      policy: drawingPolicySchema,
      equivalenceMargin: z.number(),
    }),
    /** What the numbers are of: the whole study, or one slice of it. */
    slice: z.object({ kind: z.enum(['all', 'category', 'generator', 'label']), value: z.string() }),
    /** The slices that exist, for filters. */
    slices: z.object({
      category: z.array(z.string()),
      generator: z.array(z.string()),
      label: z.array(z.string()),
    }),
    stamp: z.object({
      /** Current regular votes counted. */
      votes: z.int(),
      /** Sequence number of the study's newest vote, corrections included; 0 before the first. */
      sequence: z.int(),
      at: momentSchema,
      /** Method and version, e.g. `bradley-terry-sandwich/1`. */
      method: z.string(),
      /** What the rating intervals allow for. */
      covariance: z.enum(['vote', 'rater-image']),
      level: probability,
      seed: z.int(),
    }),
    raters: z.int(),
    /** Standing exclusions: raters and their counted votes in the whole study; `applied` says whether they are left out here. */
    exclusions: z.object({ applied: z.boolean(), raters: z.int(), votes: z.int() }),
    ratings: z.array(ratingSchema),
    pairs: z.array(pairShareSchema),
    sideBias: sideBiasSchema,
    /** What the graph of wins allows to be said. */
    status: z.enum(['empty', 'ok', 'separated', 'disconnected']),
    /** In words, what is wrong with it, for the page; empty when `ok`. */
    notes: z.array(z.string()),
    /** Components of arms connected by votes, each a list of positions. */
    components: z.array(z.array(z.int())),
  })
  .openapi('Leaderboard');
export type Leaderboard = z.infer<typeof leaderboardSchema>;

/** Whether the votes of excluded raters count. */
export const exclusionsQuery = z.enum(['ignore', 'apply']).default('ignore');

export const leaderboardQuery = z
  .strictObject({
    slice: z.enum(['all', 'category', 'generator', 'label']).default('all'),
    value: z.string().max(200).default(''),
    /** `none` leaves the share table out, which has a row for each of arms × (arms − 1) / 2 pairs. */
    pairs: z.enum(['all', 'none']).default('all'),
    exclusions: exclusionsQuery,
  })
  .openapi('LeaderboardQuery');

const tags = ['ratings'];

export const readLeaderboard = createRoute({
  method: 'get',
  path: '/studies/{study}/leaderboard',
  operationId: 'readLeaderboard',
  summary: 'Ratings, preference shares and win counts, fitted now',
  tags,
  request: { params: studyParams, query: leaderboardQuery },
  responses: {
    200: json(leaderboardSchema, 'The leaderboard'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

/** One event of the stream: counted votes and the newest sequence number. */
export const tallySchema = z.object({ votes: z.int(), sequence: z.int() }).openapi('Tally');
export type Tally = z.infer<typeof tallySchema>;

export const followLeaderboard = createRoute({
  method: 'get',
  path: '/studies/{study}/leaderboard/stream',
  operationId: 'followLeaderboard',
  summary: 'Server-sent events: a `tally` whenever votes have arrived',
  tags,
  request: { params: studyParams },
  responses: {
    200: {
      description: 'Events named `tally` whose data is a Tally',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    ...problemResponses('invalid-request', 'not-found'),
  },
});

import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { clusteredIntervalSchema, intervalSchema, probabilitySchema } from '../arena/intervals.ts';
import { problemResponses } from '../problems.ts';
import { countedShareFields, json, sha256Schema, slugSchema } from '../shared.ts';

export const faultSchema = z.enum(['wrong_verdict', 'missed_boxes', 'other_image', 'failed_check']);
/** What was wrong with an explanation that people voted on. */
export type Fault = z.infer<typeof faultSchema>;

const faultField = faultSchema.meta({
  title: 'What was wrong',
  description:
    '`wrong_verdict`: it gave a verdict, and not the image’s label; `missed_boxes`: on a generated image with a reference, its union IoU is below the threshold; `other_image`: a format control, whose text is another image’s; `failed_check`: a check, in which another image’s explanation stood against the arm’s own.',
});

const faultyShareSchema = z
  .object({
    position: z.int().meta({ title: 'Position', description: 'Index of the arm in the study, from 0.' }),
    name: z.string().meta({ title: 'Arm', description: 'Name of the arm as pages show it.' }),
    source: slugSchema.meta({ title: 'Source', description: 'Slug of the source that the arm shows.' }),
    fault: faultField,
    ...countedShareFields(
      'votes',
      'Votes that the wrong explanation won.',
      'Votes that prefer one of two explanations, of which the arm’s was wrong in this way.',
    ),
    raters: z
      .int()
      .meta({ title: 'Raters', description: 'Distinct raters among these votes.', unit: 'raters' }),
    images: z
      .int()
      .meta({ title: 'Images', description: 'Distinct images among these votes.', unit: 'images' }),
    clustered: clusteredIntervalSchema.meta({ title: '95% interval' }),
    exact: intervalSchema.meta({
      title: 'Exact',
      description:
        'Clopper–Pearson interval of k of n, as if every vote were independent: narrower than is true once raters and images differ.',
      unit: 'share',
    }),
  })
  .openapi('FaultyShare', { description: 'How often an arm’s wrong explanations won the vote.' });
export type FaultyShare = z.infer<typeof faultyShareSchema>;

const studyField = z
  .object({
    slug: slugSchema.meta({ title: 'Slug', description: 'Name of the study in addresses.' }),
    title: z.string().meta({ title: 'Study', description: 'Title of the study as pages show it.' }),
    demo: z.boolean().meta({ title: 'Demo', description: 'Whether the study is made of demo data.' }),
  })
  .meta({ title: 'Study', description: 'The study whose votes are counted.' });

export const convincingReportSchema = z
  .object({
    study: studyField,
    rows: z.array(faultyShareSchema).meta({
      title: 'Rows',
      description: 'One for each arm and way of being wrong that has votes, in the order of the arms.',
    }),
    threshold: probabilitySchema.meta({
      title: 'Threshold',
      description:
        'Boxes count as missed where the union IoU is below this: the least that FakeXplained took for a valid annotation.',
      unit: 'IoU',
    }),
    signature: z.string().meta({
      title: 'Signature',
      description: 'Signature of the IoU that boxes are judged by.',
    }),
    votes: z.int().meta({
      title: 'Votes',
      description: 'Votes on regular ballots of the study at that moment.',
      unit: 'votes',
    }),
    sequence: z.int().meta({
      title: 'Sequence',
      description: 'Number of the newest vote, corrections included, at that moment.',
    }),
    exclusions: z.enum(['ignore', 'apply']).meta({
      title: 'Exclusions',
      description: '`apply` where votes of excluded raters are left out.',
    }),
  })
  .openapi('ConvincingReport', {
    description:
      'Convincing but wrong: how often an explanation won the vote although it was wrong. Current votes that prefer a side, and scores of the very explanations shown.',
  });
export type ConvincingReport = z.infer<typeof convincingReportSchema>;

export const convincingCasesSchema = z
  .object({
    study: studyField,
    arm: z.string().meta({ title: 'Arm', description: 'Name of the arm as pages show it.' }),
    fault: faultField,
    cases: z
      .array(
        z.object({
          sha256: sha256Schema.meta({ title: 'SHA-256', description: 'Hash of the image’s bytes.' }),
          ...countedShareFields(
            'votes',
            'Votes that the wrong explanation won.',
            'Votes that prefer one of two explanations, of which the arm’s was wrong.',
          ),
        }),
      )
      .meta({
        title: 'Cases',
        description: 'Images by the votes that the wrong explanation won, most first; of more, 100.',
      }),
    total: z.int().meta({ title: 'In all', description: 'How many images there are.', unit: 'images' }),
    withheld: z.int().meta({
      title: 'Withheld',
      description: 'How many of them are under embargo, and so not listed; maintainers see them.',
      unit: 'images',
    }),
  })
  .openapi('ConvincingCases', { description: 'The images behind one number of “convincing but wrong”.' });
export type ConvincingCases = z.infer<typeof convincingCasesSchema>;

const params = z.object({ study: slugSchema.meta({ title: 'Study', description: 'Slug of the study.' }) });
const exclusions = z.enum(['ignore', 'apply']).default('ignore').meta({
  title: 'Exclusions',
  description: '`apply` leaves the votes of excluded raters out.',
});
const tags = ['preference'];

export const readConvincing = createRoute({
  method: 'get',
  path: '/studies/{study}/convincing',
  operationId: 'readConvincing',
  ...access('public'),
  summary: 'How often explanations won the vote although they were wrong',
  tags,
  request: { params, query: z.object({ exclusions }) },
  responses: {
    200: json(convincingReportSchema, 'Shares of votes won by arm and by what was wrong'),
    ...problemResponses('invalid-request', 'not-found', 'results-hidden', 'embargoed'),
  },
});

export const listConvincingCases = createRoute({
  method: 'get',
  path: '/studies/{study}/convincing/cases',
  operationId: 'listConvincingCases',
  ...access('public'),
  summary: 'The images on which an arm’s wrong explanations were voted on',
  tags,
  request: {
    params,
    query: z.object({
      arm: z.coerce
        .number()
        .int()
        .min(0)
        .max(999)
        .openapi({ type: 'integer', minimum: 0, maximum: 999, param: { required: true } })
        .meta({ title: 'Arm', description: 'Position of the arm in the study, from 0.' }),
      fault: faultField,
      exclusions,
    }),
  },
  responses: {
    200: json(convincingCasesSchema, 'The images'),
    ...problemResponses('invalid-request', 'not-found', 'results-hidden', 'embargoed'),
  },
});

import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, json, momentSchema } from '../shared.ts';
import { probabilitySchema } from './intervals.ts';
import { studyParams } from './studies.ts';

const tags = ['studies'];

const inside = z.number().gt(0).lt(1);
const correlation = z.number().min(0).max(0.9);

/** What a maintainer says to keep a plan. */
export const newStudyPlanSchema = z
  .strictObject({
    pair: z.tuple([z.string().min(1), z.string().min(1)]).meta({
      title: 'Pair',
      description: 'Names of the two arms that it is planned for; the share is that of the first.',
    }),
    looks: z.enum(['one', 'any']).meta({
      title: 'Looks',
      description:
        'Which interval the result is: `one`, at a number of votes fixed beforehand; `any`, the anytime-valid one.',
    }),
    goal: z
      .union([
        z.strictObject({
          halfWidth: z.number().gt(0).lt(0.5).meta({
            title: 'Half width',
            description: 'Half of the width that the 95% interval of the share is to have.',
            unit: 'share',
          }),
        }),
        z.strictObject({
          power: inside.meta({
            title: 'Power',
            description: 'How often the 95% interval of the share is to leave out one half.',
            unit: 'share',
          }),
        }),
      ])
      .meta({ title: 'Goal', description: 'What is to be reached.' }),
    raters: z
      .int()
      .min(2)
      .max(1_000_000)
      .meta({ title: 'Raters', description: 'Raters who are to vote on the pair.', unit: 'raters' }),
    ballots: z.int().min(1).max(1_000_000).meta({
      title: 'Ballots',
      description: 'Votes of each rater that prefer one of the two arms.',
      unit: 'votes',
    }),
    images: z.int().min(2).max(1_000_000).meta({
      title: 'Images',
      description: 'Images they are drawn from.',
      unit: 'images',
    }),
    assumed: z
      .strictObject({
        share: inside.meta({
          title: 'Share',
          description: 'Share of votes for the first arm that is taken to be true.',
          unit: 'share',
        }),
        correlations: z
          .strictObject({
            rater: correlation.meta({ title: 'Raters', description: 'Correlation of votes of one rater.' }),
            image: correlation.meta({ title: 'Images', description: 'Correlation of votes on one image.' }),
          })
          .meta({ title: 'Correlations', description: 'How alike votes are taken to be.' }),
      })
      .meta({ title: 'Assumed', description: 'What is taken to be true.' }),
    stops: z.boolean().default(false).meta({
      title: 'Stops',
      description:
        'Close the study by itself once the anytime-valid interval is as narrow as wanted or, where power is wanted, leaves out one half. Needs `looks` to be `any`.',
    }),
  })
  .refine(({ ballots, images }) => ballots <= images, {
    path: ['ballots'],
    error: 'A rater sees an image once: at most as many as there are images',
  })
  .refine(({ stops, looks }) => !stops || looks === 'any', {
    path: ['stops'],
    error: 'Only an interval that may be looked at after every vote can stop a study: looks is "any"',
  })
  .refine(({ goal, assumed }) => !('power' in goal) || assumed.share !== 0.5, {
    path: ['assumed', 'share'],
    error: 'At one half there is nothing to find',
  })
  .refine(({ pair: [a, b] }) => a !== b, { path: ['pair'], error: 'The arms are two' })
  .openapi('NewStudyPlan');
export type NewStudyPlan = z.input<typeof newStudyPlanSchema>;

export const studyPlanSchema = z
  .object({
    plan: newStudyPlanSchema.meta({ title: 'Plan', description: 'What was planned.' }),
    expected: z
      .object({
        halfWidth: probabilitySchema.nullable().meta({
          title: 'Half width',
          description: 'Half of the width to be expected of the interval of the share.',
          unit: 'share',
        }),
        power: probabilitySchema.nullable().meta({
          title: 'Power',
          description:
            'How often the interval leaves out one half at the end of the study; null where the share taken to be true is one half.',
          unit: 'share',
        }),
      })
      .meta({ title: 'Expected', description: 'What so many raters, ballots and images give.' }),
    hash: z.string().meta({
      title: 'Hash',
      description:
        'SHA-256, hex, of `{"study": slug, "plan": …, "plannedAt": …}` as canonical JSON (RFC 8785): whoever noted it down before can tell that nothing was changed since.',
    }),
    plannedAt: momentSchema.meta({ title: 'Planned', description: 'When it was written down.' }),
    fixedAt: momentSchema.nullable().meta({
      title: 'Fixed',
      description: 'When the study was opened, after which no plan can be changed; null before.',
    }),
    reached: z
      .object({
        at: momentSchema.meta({ title: 'At', description: 'When it was found.' }),
        votes: z.int().meta({ title: 'Votes', description: 'Votes of the study by then.', unit: 'votes' }),
      })
      .nullable()
      .meta({
        title: 'Reached',
        description: 'Where the study stopped by its plan; null where it did not.',
      }),
  })
  .openapi('StudyPlan');
export type StudyPlan = z.infer<typeof studyPlanSchema>;

export const readPlan = createRoute({
  method: 'get',
  path: '/studies/{study}/plan',
  operationId: 'readPlan',
  ...access('public'),
  summary: 'What was planned for a study',
  tags,
  request: { params: studyParams },
  responses: {
    200: json(studyPlanSchema, 'The plan'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const keepPlan = createRoute({
  method: 'put',
  path: '/studies/{study}/plan',
  operationId: 'keepPlan',
  summary: 'Keep the plan of a draft (maintainers)',
  description: 'In place of an earlier one. Opening the study fixes it.',
  tags,
  ...access('maintainer'),
  request: { params: studyParams, body: body(newStudyPlanSchema) },
  responses: {
    200: json(studyPlanSchema, 'The plan'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
      'unsupported-media-type',
      'payload-too-large',
      'not-found',
      'study-not-draft',
    ),
  },
});

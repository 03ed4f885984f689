import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { json, momentSchema } from '../shared.ts';
import { armFields, studyFields, studyParams } from './studies.ts';

export const entrantSchema = z
  .object({
    ...armFields,
    demo: z.boolean().meta({ title: 'Demo', description: 'Whether the source is made for the demo.' }),
    version: studyFields.version,
    study: studyFields.slug.meta({ title: 'Study', description: 'Slug of the version of the study.' }),
    enteredAt: momentSchema.meta({
      title: 'Entered',
      description: 'When the version was opened, with the arm in it.',
    }),
    enteredBy: z
      .object({
        kind: z.enum(['person', 'key', 'command']).meta({
          title: 'Kind',
          description: 'Whether a person, an API key without one, or a command on the machine did it.',
        }),
        name: z.string().nullable().meta({
          title: 'Name',
          description:
            'Name of the person, key or process; told to those with a role for the study, else null.',
        }),
      })
      .nullable()
      .meta({
        title: 'Entered by',
        description: 'Who opened the version, as the audit log has it; null where it has nothing of it.',
      }),
    isLeftOut: z.boolean().meta({
      title: 'Left out since',
      description: 'Whether the newest version that was opened has no arm of this source and kind.',
    }),
    exposure: z
      .object({
        shown: z.int().meta({
          title: 'Shown',
          description: 'Regular ballots that show it and were answered, or still may be.',
          unit: 'ballots',
        }),
        ballots: z.int().meta({
          title: 'n',
          description: 'All such ballots of the version, each of which shows two arms.',
          unit: 'ballots',
        }),
      })
      .nullable()
      .meta({
        title: 'Exposure',
        description:
          'How often the arm was shown. Shares add up to 2. Null while results are hidden: pairs may be drawn by them.',
      }),
  })
  .openapi('Entrant', { description: 'An arm of one version of a study.' });
export type Entrant = z.infer<typeof entrantSchema>;

export const entrantsSchema = z
  .object({
    entrants: z.array(entrantSchema).meta({
      title: 'Entrants',
      description: 'By version, oldest first, and position; versions that were never opened have none.',
    }),
  })
  .openapi('Entrants');
export type Entrants = z.infer<typeof entrantsSchema>;

export const listEntrants = createRoute({
  method: 'get',
  path: '/studies/{study}/entrants',
  operationId: 'listEntrants',
  ...access('public'),
  summary: 'Every arm that was ever entered in a study, in any of its versions, and how often it was shown',
  description: 'As it was within the last minute.',
  tags: ['results'],
  request: { params: studyParams },
  responses: {
    200: json(entrantsSchema, 'The entrants'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, json, momentSchema, pageField } from '../shared.ts';
import { studyParams } from './studies.ts';

const participantsPerPage = 100;

export const participantSchema = z
  .object({
    participant: z.string().meta({ title: 'Participant', description: 'The panel’s id of the participant.' }),
    panelSession: z
      .string()
      .nullable()
      .meta({ title: 'Session', description: 'The panel’s id of the participant’s turn.' }),
    panel: z.string().meta({ title: 'Panel', description: 'Name of the panel.' }),
    status: z.enum(['rating', 'complete', 'screened-out', 'left', 'ended-early']).meta({
      title: 'Status',
      description:
        'How far the turn is: `rating` while it goes on, `complete` to the end, `screened-out` by the practice, `left` where the place was given back, `ended-early` before the last ballot.',
    }),
    code: z.string().nullable().meta({
      title: 'Code',
      description: 'Code that the participant was given; null: none.',
    }),
    paidAt: momentSchema.nullable().meta({
      title: 'Paid',
      description: 'When a maintainer noted that the participant is paid; null until then.',
    }),
  })
  .openapi('Participant', {
    description:
      'A participant of a panel, for payment: nothing that leads to votes, which have no id of it.',
  });
export type Participant = z.infer<typeof participantSchema>;

const tags = ['participants'];

export const listParticipants = createRoute({
  method: 'get',
  path: '/studies/{study}/participants',
  operationId: 'listParticipants',
  summary: 'Participants of panels, for payment, a page at a time (maintainers)',
  description:
    'In the order of their ids, so that the place in the list tells nothing. Who withdrew is not in it any more.',
  tags,
  ...access('viewer'),
  request: { params: studyParams, query: z.object({ page: pageField(participantsPerPage) }) },
  responses: {
    200: json(
      z.object({
        participants: z
          .array(participantSchema)
          .max(participantsPerPage)
          .meta({ title: 'Participants', description: 'Those of this page.' }),
        total: z.int().meta({ title: 'Total', description: 'Participants on all pages.' }),
        pages: z.int().meta({ title: 'Pages', description: 'How many pages there are; at least 1.' }),
      }),
      'The page of participants',
    ),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});

export const notePaid = createRoute({
  method: 'post',
  path: '/studies/{study}/participants/paid',
  operationId: 'notePaid',
  summary: 'Note that participants are paid, or approved on the panel (maintainers)',
  description: 'Of ids that the study does not know nothing is noted; one noted before keeps its moment.',
  tags,
  ...access('maintainer'),
  request: {
    params: studyParams,
    body: body(
      z
        .strictObject({
          participants: z
            .array(z.string().min(1).max(128))
            .min(1)
            .max(1_000)
            .meta({ title: 'Participants', description: 'The panel’s ids of the participants.' }),
        })
        .openapi('PaidParticipants'),
    ),
  },
  responses: {
    200: json(
      z.object({
        noted: z.int().meta({ title: 'Noted', description: 'Participants of whom it was noted now.' }),
      }),
      'How many were noted',
    ),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
    ),
  },
});

import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, json, momentSchema } from '../shared.ts';
import { invitationToken } from './raters.ts';
import { studyParams } from './studies.ts';

const invitedCohort = z.enum(['invited', 'prolific']).meta({
  title: 'Cohort',
  description: 'What raters who come with it are counted as: `invited` or `prolific`.',
});

const invitationFields = {
  cohort: invitedCohort,
  uses: z.int().meta({
    title: 'Uses',
    description: 'Raters who may enrol with one invitation.',
    unit: 'raters',
  }),
  expiresAt: momentSchema.meta({ title: 'Expires', description: 'When it can no longer be used.' }),
};

export const invitationsMadeSchema = z
  .object({
    ...invitationFields,
    tokens: z.array(invitationToken).meta({
      title: 'Tokens',
      description: 'One token for each invitation; shown once, only hashes are kept.',
    }),
    paths: z.array(z.string()).meta({
      title: 'Paths',
      description:
        'Where each invitation leads on the site. For Prolific with the parameters that Prolific fills in for each participant.',
    }),
  })
  .openapi('InvitationsMade');
export type InvitationsMade = z.infer<typeof invitationsMadeSchema>;

const tags = ['raters'];

export const createInvitations = createRoute({
  method: 'post',
  path: '/studies/{study}/invitations',
  operationId: 'createInvitations',
  summary: 'Make invitations to a study (maintainers)',
  tags,
  security: [{ maintainer: [] }],
  request: {
    params: studyParams,
    body: body(
      z
        .strictObject({
          cohort: invitedCohort.default('invited').meta({ ...invitedCohort.meta() }),
          count: z.int().min(1).max(1_000).default(1).meta({
            title: 'Count',
            description: 'Invitations to be made.',
            unit: 'invitations',
          }),
          uses: z.int().min(1).max(100_000).nullable().default(null).meta({
            title: 'Uses',
            description:
              'Raters who may enrol with one invitation; null: one, or for Prolific, where one link serves all, 10,000.',
            unit: 'raters',
          }),
          days: z.int().min(1).max(365).default(30).meta({
            title: 'Days',
            description: 'Time for which they are valid.',
            unit: 'days',
          }),
        })
        .openapi('NewInvitations'),
    ),
  },
  responses: {
    201: json(invitationsMadeSchema, 'The invitations, with their tokens'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'study-not-open',
    ),
  },
});

export const readInvitation = createRoute({
  method: 'post',
  path: '/studies/{study}/invitation',
  operationId: 'readInvitation',
  summary: 'What an invitation is good for; nothing is used up',
  description: 'By POST, so that the token stays out of logs.',
  tags,
  request: {
    params: studyParams,
    body: body(
      z
        .strictObject({
          invitation: invitationToken.meta({ title: 'Invitation', description: 'Token of the invitation.' }),
        })
        .openapi('InvitationToken'),
    ),
  },
  responses: {
    200: json(
      z
        .object({
          cohort: invitedCohort,
          declinedCode: z.string().nullable().meta({
            title: 'Code for declining',
            description:
              'Code by which Prolific knows that a participant did not consent; null where the study has none.',
          }),
        })
        .openapi('Invitation'),
      'The invitation',
    ),
    ...problemResponses(
      'invalid-request',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'invitation-not-valid',
    ),
  },
});

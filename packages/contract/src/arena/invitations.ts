import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema } from '../shared.ts';
import { panelPresets, panelSchema } from './panels.ts';
import { invitationToken } from './raters.ts';
import { studyParams } from './studies.ts';

const presetNames = Object.keys(panelPresets) as (keyof typeof panelPresets)[];

const namedCohort = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .refine((name) => name !== 'open', '“open” is the name of those who come without an invitation')
  .meta({ title: 'Cohort', description: 'Name of the group that raters who come with it count to.' });

const idOfInvitation = idSchema.meta({ title: 'Invitation', description: 'Id of the invitation.' });

const invitationFields = {
  cohort: namedCohort,
  places: z.int().meta({
    title: 'Places',
    description: 'Raters who may take part by one invitation.',
    unit: 'raters',
  }),
  panel: panelSchema.nullable().meta({
    title: 'Panel',
    description: 'Whose participants come by it, and where they are led; null: no panel’s.',
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
        'Where each invitation leads on the site. For a panel with the parameters that it fills in for each participant.',
    }),
  })
  .openapi('InvitationsMade');
export type InvitationsMade = z.infer<typeof invitationsMadeSchema>;

export const newInvitationsSchema = z
  .strictObject({
    cohort: namedCohort.default('invited').meta({ ...namedCohort.meta() }),
    count: z.int().min(1).max(1_000).default(1).meta({
      title: 'Count',
      description: 'Invitations to be made.',
      unit: 'invitations',
    }),
    places: z.int().min(1).max(100_000).nullable().default(null).meta({
      title: 'Places',
      description:
        'Raters who may take part by one invitation; null: one, or for a panel, where one link serves all, the study’s places or 10,000. The place of an invitation for one rater is never given to another.',
      unit: 'raters',
    }),
    days: z.int().min(1).max(365).default(30).meta({
      title: 'Days',
      description: 'Time for which they are valid.',
      unit: 'days',
    }),
    preset: z.enum(presetNames).nullable().default(null).meta({
      title: 'Preset',
      description:
        'A panel whose rule is known, or `other`; fields of `panel` that are given take precedence. Null: no panel.',
    }),
    panel: z
      .strictObject({
        name: panelSchema.shape.name.optional(),
        parameters: panelSchema.shape.parameters.optional(),
        returns: panelSchema.shape.returns.optional(),
        codeAddress: z
          .union([panelSchema.shape.codeAddress.unwrap(), z.null()])
          .optional()
          .meta({ ...panelSchema.shape.codeAddress.meta() }),
      })
      .optional()
      .meta({
        title: 'Panel',
        description:
          'What differs from the preset. Returns are the study’s `returnCodes` where none are given.',
      }),
  })
  .openapi('NewInvitations');
export type NewInvitations = z.input<typeof newInvitationsSchema>;

export const invitationSchema = z
  .object({
    id: idOfInvitation,
    ...invitationFields,
    taken: z.int().meta({
      title: 'Taken',
      description: 'Places that raters hold or have used with a complete turn.',
      unit: 'raters',
    }),
    came: z.int().meta({
      title: 'Came',
      description: 'Raters who ever took part by it, also those whose place was given back.',
      unit: 'raters',
    }),
    createdAt: momentSchema.meta({ title: 'Made', description: 'When it was made.' }),
    revokedAt: momentSchema.nullable().meta({
      title: 'Revoked',
      description: 'When a maintainer took it back; null while it stands.',
    }),
  })
  .openapi('Invitation', { description: 'An invitation as maintainers see it; its token is not kept.' });
export type Invitation = z.infer<typeof invitationSchema>;

const tags = ['raters'];

export const createInvitations = createRoute({
  method: 'post',
  path: '/studies/{study}/invitations',
  operationId: 'createInvitations',
  summary: 'Make invitations to a study (maintainers)',
  tags,
  ...access('maintainer'),
  request: { params: studyParams, body: body(newInvitationsSchema) },
  responses: {
    201: json(invitationsMadeSchema, 'The invitations, with their tokens'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'study-not-open',
    ),
  },
});

export const listInvitations = createRoute({
  method: 'get',
  path: '/studies/{study}/invitations',
  operationId: 'listInvitations',
  summary: 'A study’s invitations, newest first, with the places that are taken (maintainers)',
  description: 'The latest 1,000.',
  tags,
  ...access('viewer'),
  request: { params: studyParams },
  responses: {
    200: json(
      z.object({
        invitations: z
          .array(invitationSchema)
          .max(1_000)
          .meta({ title: 'Invitations', description: 'Invitations, newest first; revoked ones too.' }),
      }),
      'The invitations',
    ),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});

export const revokeInvitation = createRoute({
  method: 'post',
  path: '/studies/{study}/invitations/{invitation}/revoke',
  operationId: 'revokeInvitation',
  summary: 'Take an invitation back: nobody new comes by it (maintainers)',
  description: 'Who came by it before goes on. Revoking twice changes nothing.',
  tags,
  ...access('maintainer'),
  request: { params: studyParams.extend({ invitation: idOfInvitation }) },
  responses: {
    200: json(invitationSchema, 'The invitation'),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});

export const readInvitation = createRoute({
  method: 'post',
  path: '/studies/{study}/invitation',
  operationId: 'readInvitation',
  ...access('public'),
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
          cohort: namedCohort,
          full: z.boolean().meta({
            title: 'Full',
            description:
              'Whether all its places, or all of the study, are taken. Who came before goes on all the same.',
          }),
          panel: panelSchema
            .omit({ returns: true })
            .extend({
              returns: panelSchema.shape.returns.pick({ declined: true, overQuota: true }).meta({
                title: 'Returns',
                description: 'Where who does not agree, or finds no place, is led.',
              }),
            })
            .nullable()
            .meta({ title: 'Panel', description: 'Whose participants come by it; null: no panel’s.' }),
        })
        .openapi('KnownInvitation'),
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

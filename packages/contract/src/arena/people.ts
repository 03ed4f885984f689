import { createRoute, z } from '@hono/zod-openapi';
import { access, roleSchema } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema } from '../shared.ts';
import { siteRole, studyRolesField } from './account.ts';
import { studyParams } from './studies.ts';

const tags = ['people'];
const withBody = ['invalid-request', 'unsupported-media-type', 'payload-too-large'] as const;
const refusals = ['unauthenticated', 'forbidden'] as const;

const idOfPerson = idSchema.meta({ title: 'Person', description: 'Random id of the person.' });
const nameField = z
  .string()
  .meta({ title: 'Name', description: 'Name of the person, as the audit log says it.' });
const emailField = z.string().meta({ title: 'E-mail', description: 'Address by which the person signs in.' });

export const personSchema = z
  .object({
    id: idOfPerson,
    name: nameField,
    email: emailField,
    role: siteRole,
    studies: studyRolesField,
    createdAt: momentSchema.meta({ title: 'Since', description: 'When the account was made.' }),
    lastSeenAt: momentSchema.nullable().meta({
      title: 'Last seen',
      description: 'When a session of theirs was last used; null if none lasts.',
    }),
    disabledAt: momentSchema
      .nullable()
      .meta({ title: 'Disabled', description: 'Since when they can do nothing; null while they can.' }),
  })
  .openapi('Person');
export type Person = z.infer<typeof personSchema>;

export const listPeople = createRoute({
  method: 'get',
  path: '/people',
  operationId: 'listPeople',
  ...access('owner'),
  summary: 'Everybody with an account, and their roles (owners)',
  tags,
  responses: {
    200: json(
      z.object({
        people: z.array(personSchema).meta({ title: 'People', description: 'People by name.' }),
      }),
      'The people',
    ),
    ...problemResponses(...refusals),
  },
});

export const personChangeSchema = z
  .strictObject({
    role: z
      .enum([...roleSchema.options, 'none'])
      .optional()
      .meta({
        title: 'Role',
        description: 'New role for the whole site; `none` leaves only those of studies.',
      }),
    disabled: z.boolean().optional().meta({
      title: 'Disabled',
      description: 'Whether they can do nothing any more; their sessions and keys end with it.',
    }),
  })
  .openapi('PersonChange');

export const changePerson = createRoute({
  method: 'patch',
  path: '/people/{person}',
  operationId: 'changePerson',
  ...access('owner'),
  summary: 'Change somebody’s role for the site, or disable them (owners)',
  tags,
  request: { params: z.object({ person: idOfPerson }), body: body(personChangeSchema) },
  responses: {
    200: json(personSchema, 'The person'),
    ...problemResponses(...withBody, ...refusals, 'not-found', 'last-owner'),
  },
});

export const studyPersonSchema = z
  .object({
    id: idOfPerson,
    name: nameField,
    email: emailField,
    role: roleSchema.meta({ title: 'Role', description: 'Role of the person in this study.' }),
  })
  .openapi('StudyPerson');
export type StudyPerson = z.infer<typeof studyPersonSchema>;

export const listStudyPeople = createRoute({
  method: 'get',
  path: '/studies/{study}/people',
  operationId: 'listStudyPeople',
  ...access('viewer'),
  summary: 'People with a role in this study (viewers)',
  tags,
  request: { params: studyParams },
  responses: {
    200: json(
      z.object({
        people: z.array(studyPersonSchema).meta({
          title: 'People',
          description: 'People by name; those with a role for the site are not listed.',
        }),
      }),
      'The people',
    ),
    ...problemResponses('invalid-request', ...refusals, 'not-found'),
  },
});

export const setStudyRole = createRoute({
  method: 'put',
  path: '/studies/{study}/people/{person}',
  operationId: 'setStudyRole',
  ...access('owner'),
  summary: 'Give somebody a role in a study, another, or none (owners of the site or the study)',
  tags,
  request: {
    params: studyParams.extend({ person: idOfPerson }),
    body: body(
      z
        .strictObject({
          role: z
            .enum([...roleSchema.options, 'none'])
            .meta({ title: 'Role', description: 'Role in this study; `none` takes it away.' }),
        })
        .openapi('StudyRoleChange'),
    ),
  },
  responses: {
    200: json(
      z.object({
        role: roleSchema
          .nullable()
          .meta({ title: 'Role', description: 'Role of the person in this study now; null without one.' }),
      }),
      'The role',
    ),
    ...problemResponses(...withBody, ...refusals, 'not-found'),
  },
});

export const accountInvitationSchema = z
  .object({
    id: idSchema.meta({ title: 'Invitation', description: 'Random id of the invitation; not its token.' }),
    role: roleSchema.meta({ title: 'Role', description: 'Role that whoever takes it gets.' }),
    study: z
      .string()
      .nullable()
      .meta({ title: 'Study', description: 'Slug of the study that the role is for; null for the site.' }),
    note: z.string().meta({ title: 'For', description: 'Whom it is for, in the words of who made it.' }),
    madeBy: z
      .string()
      .nullable()
      .meta({ title: 'Made by', description: 'Name of who made it; null for a command.' }),
    createdAt: momentSchema.meta({ title: 'Since', description: 'When it was made.' }),
    expiresAt: momentSchema.meta({ title: 'Expires', description: 'When it can no longer be used.' }),
    state: z
      .enum(['open', 'used', 'expired', 'revoked'])
      .meta({ title: 'State', description: 'Whether it can still be used, and if not, why.' }),
    usedBy: z
      .string()
      .nullable()
      .meta({ title: 'Used by', description: 'Name of who used it; null where nobody did.' }),
  })
  .openapi('AccountInvitation');
export type AccountInvitation = z.infer<typeof accountInvitationSchema>;

export const newAccountInvitationSchema = z
  .strictObject({
    role: roleSchema.meta({ title: 'Role', description: 'Role that whoever takes it gets.' }),
    note: z
      .string()
      .trim()
      .max(200)
      .default('')
      .meta({ title: 'For', description: 'Whom it is for, so that the list can be read.' }),
    days: z
      .int()
      .min(1)
      .max(90)
      .default(7)
      .meta({ title: 'Days', description: 'Days for which it can be used.', unit: 'days' }),
  })
  .openapi('NewAccountInvitation');

export const accountInvitationMadeSchema = z
  .object({
    path: z.string().meta({
      title: 'Path',
      description: 'Where the invitation leads on the site; shown once, only a hash is kept.',
    }),
    invitation: accountInvitationSchema.meta({ title: 'Invitation', description: 'What is kept of it.' }),
  })
  .openapi('AccountInvitationMade');
export type AccountInvitationMade = z.infer<typeof accountInvitationMadeSchema>;

const invitationsSchema = z.object({
  invitations: z
    .array(accountInvitationSchema)
    .meta({ title: 'Invitations', description: 'The newest hundred, newest first.' }),
});

export const listAccountInvitations = createRoute({
  method: 'get',
  path: '/people/invitations',
  operationId: 'listAccountInvitations',
  ...access('owner'),
  summary: 'Links for new accounts, used ones too (owners)',
  tags,
  responses: {
    200: json(invitationsSchema, 'The invitations'),
    ...problemResponses(...refusals),
  },
});

export const createAccountInvitation = createRoute({
  method: 'post',
  path: '/people/invitations',
  operationId: 'createAccountInvitation',
  ...access('owner'),
  summary: 'Invite somebody to the site by a link that is good once (owners)',
  tags,
  request: { body: body(newAccountInvitationSchema) },
  responses: {
    201: json(accountInvitationMadeSchema, 'The link'),
    ...problemResponses(...withBody, ...refusals),
  },
});

export const createStudyPersonInvitation = createRoute({
  method: 'post',
  path: '/studies/{study}/people/invitations',
  operationId: 'createStudyPersonInvitation',
  ...access('owner'),
  summary:
    'Invite somebody to look after a study by a link that is good once (owners of the site or the study)',
  tags,
  request: { params: studyParams, body: body(newAccountInvitationSchema) },
  responses: {
    201: json(accountInvitationMadeSchema, 'The link'),
    ...problemResponses(...withBody, ...refusals, 'not-found'),
  },
});

export const listStudyPersonInvitations = createRoute({
  method: 'get',
  path: '/studies/{study}/people/invitations',
  operationId: 'listStudyPersonInvitations',
  ...access('owner'),
  summary: 'Links made for those who look after a study, used ones too (owners of the site or the study)',
  tags,
  request: { params: studyParams },
  responses: {
    200: json(invitationsSchema, 'The invitations'),
    ...problemResponses('invalid-request', ...refusals, 'not-found'),
  },
});

export const revokeAccountInvitation = createRoute({
  method: 'post',
  path: '/people/invitations/{invitation}/revoke',
  operationId: 'revokeAccountInvitation',
  ...access('owner'),
  summary: 'Revoke a link for a new account (owners)',
  tags,
  request: { params: z.object({ invitation: accountInvitationSchema.shape.id }) },
  responses: {
    200: json(accountInvitationSchema, 'The invitation, revoked'),
    ...problemResponses('invalid-request', ...refusals, 'not-found'),
  },
});

export const revokeStudyPersonInvitation = createRoute({
  method: 'post',
  path: '/studies/{study}/people/invitations/{invitation}/revoke',
  operationId: 'revokeStudyPersonInvitation',
  ...access('owner'),
  summary: 'Revoke a link made for a study (owners of the site or the study)',
  tags,
  request: { params: studyParams.extend({ invitation: accountInvitationSchema.shape.id }) },
  responses: {
    200: json(accountInvitationSchema, 'The invitation, revoked'),
    ...problemResponses('invalid-request', ...refusals, 'not-found'),
  },
});

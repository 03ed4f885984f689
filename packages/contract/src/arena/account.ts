import { createRoute, z } from '@hono/zod-openapi';
import { access, roleSchema, scopeSchema } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema, slugSchema } from '../shared.ts';
import { passkeyAnswerFields, passkeyBegunSchema, password } from './sign-in.ts';

const tags = ['account'];
const withBody = ['invalid-request', 'unsupported-media-type', 'payload-too-large'] as const;
const refusals = ['unauthenticated', 'forbidden'] as const;

export const studyRolesField = z
  .array(
    z.object({
      slug: slugSchema.meta({ title: 'Slug', description: 'Name of the study in addresses.' }),
      title: z.string().meta({ title: 'Study', description: 'Title of the study as pages show it.' }),
      role: roleSchema.meta({ title: 'Role', description: 'Role of the person in this study.' }),
    }),
  )
  .meta({ title: 'Studies', description: 'Studies in which the person has a role of their own.' });

export const siteRole = roleSchema
  .nullable()
  .meta({ title: 'Role', description: 'Role for the whole site; null where only studies have one.' });

export const meSchema = z
  .object({
    id: idSchema.meta({ title: 'Person', description: 'Random id of the person.' }),
    name: z.string().meta({ title: 'Name', description: 'Name of the person, as the audit log says it.' }),
    email: z.string().meta({ title: 'E-mail', description: 'Address by which the person signs in.' }),
    role: siteRole,
    studies: studyRolesField,
    hasPassword: z
      .boolean()
      .meta({ title: 'Has a password', description: 'Whether the person can sign in with a password.' }),
  })
  .openapi('Me');
export type Me = z.infer<typeof meSchema>;

export const readMe = createRoute({
  method: 'get',
  path: '/me',
  operationId: 'readMe',
  ...access('person'),
  summary: 'Who one is signed in as',
  tags,
  responses: { 200: json(meSchema, 'The person'), ...problemResponses(...refusals) },
});

const doneSchema = z
  .object({ done: z.literal(true).meta({ title: 'Done', description: 'That it was done.' }) })
  .openapi('Done');
const done = json(doneSchema, 'Done');

export const signOut = createRoute({
  method: 'post',
  path: '/me/sign-out',
  operationId: 'signOut',
  ...access('person'),
  summary: 'End the session that the request was sent with',
  tags,
  responses: { 200: done, ...problemResponses(...refusals) },
});

export const changePassword = createRoute({
  method: 'post',
  path: '/me/password',
  operationId: 'changePassword',
  ...access('person'),
  summary: 'Change the password; all other sessions end',
  tags,
  request: {
    body: body(
      z
        .strictObject({
          current: z
            .string()
            .max(128)
            .meta({ title: 'Current password', description: 'The password until now, as proof.' }),
          password,
        })
        .openapi('PasswordChange'),
    ),
  },
  responses: {
    200: done,
    ...problemResponses(...withBody, ...refusals, 'sign-in-refused', 'too-many-requests'),
  },
});

export const sessionSchema = z
  .object({
    id: idSchema.meta({ title: 'Session', description: 'Random id of the session; not its token.' }),
    current: z
      .boolean()
      .meta({ title: 'This one', description: 'Whether the request was sent with this session.' }),
    browser: z.string().nullable().meta({
      title: 'Browser',
      description: 'What the browser called itself when the person signed in; null where it said nothing.',
    }),
    createdAt: momentSchema.meta({ title: 'Since', description: 'When the person signed in.' }),
    lastSeenAt: momentSchema.meta({
      title: 'Last seen',
      description: 'When the session was last used, to the minute.',
    }),
    expiresAt: momentSchema.meta({ title: 'Expires', description: 'When the session ends by itself.' }),
  })
  .openapi('Session');
export type Session = z.infer<typeof sessionSchema>;

export const listSessions = createRoute({
  method: 'get',
  path: '/me/sessions',
  operationId: 'listSessions',
  ...access('person'),
  summary: 'Where one is signed in',
  tags,
  responses: {
    200: json(
      z.object({
        sessions: z
          .array(sessionSchema)
          .meta({ title: 'Sessions', description: 'Sessions that last, newest first.' }),
      }),
      'The sessions',
    ),
    ...problemResponses(...refusals),
  },
});

export const endSession = createRoute({
  method: 'post',
  path: '/me/sessions/{session}/end',
  operationId: 'endSession',
  ...access('person'),
  summary: 'End one of one’s own sessions at once',
  tags,
  request: { params: z.object({ session: sessionSchema.shape.id }) },
  responses: { 200: done, ...problemResponses('invalid-request', ...refusals, 'not-found') },
});

export const passkeySchema = z
  .object({
    id: idSchema.meta({ title: 'Passkey', description: 'Random id of the passkey.' }),
    name: z.string().meta({ title: 'Name', description: 'What the person calls it.' }),
    createdAt: momentSchema.meta({ title: 'Since', description: 'When it was added.' }),
  })
  .openapi('Passkey');
export type Passkey = z.infer<typeof passkeySchema>;

export const listPasskeys = createRoute({
  method: 'get',
  path: '/me/passkeys',
  operationId: 'listPasskeys',
  ...access('person'),
  summary: 'One’s passkeys',
  tags,
  responses: {
    200: json(
      z.object({
        passkeys: z
          .array(passkeySchema)
          .meta({ title: 'Passkeys', description: 'Passkeys of the person, oldest first.' }),
      }),
      'The passkeys',
    ),
    ...problemResponses(...refusals),
  },
});

export const beginPasskey = createRoute({
  method: 'post',
  path: '/me/passkeys/begin',
  operationId: 'beginPasskey',
  ...access('person'),
  summary: 'Begin to add a passkey; the sign-in must be less than a day old',
  tags,
  responses: {
    200: json(passkeyBegunSchema, 'What the browser is to be asked for'),
    ...problemResponses(...refusals),
  },
});

export const addPasskey = createRoute({
  method: 'post',
  path: '/me/passkeys',
  operationId: 'addPasskey',
  ...access('person'),
  summary: 'Add a passkey',
  tags,
  request: {
    body: body(
      z
        .strictObject({
          ...passkeyAnswerFields,
          name: z
            .string()
            .trim()
            .min(1)
            .max(100)
            .meta({ title: 'Name', description: 'What the person calls it.' }),
        })
        .openapi('NewPasskey'),
    ),
  },
  responses: { 201: json(passkeySchema, 'The passkey'), ...problemResponses(...withBody, ...refusals) },
});

export const deletePasskey = createRoute({
  method: 'delete',
  path: '/me/passkeys/{passkey}',
  operationId: 'deletePasskey',
  ...access('person'),
  summary: 'Delete one of one’s passkeys',
  tags,
  request: { params: z.object({ passkey: passkeySchema.shape.id }) },
  responses: { 200: done, ...problemResponses('invalid-request', ...refusals, 'not-found') },
});

const scope = scopeSchema.meta({
  title: 'Scope',
  description:
    'What it may be used for: to `read`, to `write` too, or to `manage` people and roles as well; never more than its person may.',
});

export const keySchema = z
  .object({
    id: idSchema.meta({ title: 'Key', description: 'Random id of the key; not the key itself.' }),
    name: z.string().meta({ title: 'Name', description: 'What it is for, in words.' }),
    person: z
      .string()
      .nullable()
      .meta({ title: 'Person', description: 'Name of whose it is; null for a process such as `npm start`.' }),
    scope,
    createdAt: momentSchema.meta({ title: 'Since', description: 'When it was made.' }),
    expiresAt: momentSchema.meta({ title: 'Expires', description: 'When it ends by itself.' }),
    lastUsedAt: momentSchema
      .nullable()
      .meta({ title: 'Last used', description: 'When it was last used, to the minute; null if never.' }),
    revokedAt: momentSchema
      .nullable()
      .meta({ title: 'Revoked', description: 'When it was revoked; null while it is good.' }),
  })
  .openapi('ApiKey');
export type ApiKey = z.infer<typeof keySchema>;

export const newKeySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100).meta({ title: 'Name', description: 'What it is for, in words.' }),
    scope: scope.default('read').meta({ ...scope.meta() }),
    days: z
      .int()
      .min(1)
      .max(730)
      .default(90)
      .meta({ title: 'Days', description: 'Days until it ends by itself.', unit: 'days' }),
  })
  .openapi('NewApiKey');

export const keyMadeSchema = z
  .object({
    key: z.string().meta({
      title: 'Key',
      description: 'The key, to be sent as `Authorization: Bearer …`; shown once, only its hash is kept.',
    }),
    made: keySchema.meta({ title: 'Made', description: 'What is kept of the key.' }),
  })
  .openapi('ApiKeyMade');
export type ApiKeyMade = z.infer<typeof keyMadeSchema>;

const keysField = z
  .array(keySchema)
  .meta({ title: 'Keys', description: 'Keys, newest first; revoked and expired ones too.' });

export const listKeys = createRoute({
  method: 'get',
  path: '/me/keys',
  operationId: 'listKeys',
  ...access('person'),
  summary: 'One’s API keys',
  tags,
  responses: { 200: json(z.object({ keys: keysField }), 'The keys'), ...problemResponses(...refusals) },
});

export const createKey = createRoute({
  method: 'post',
  path: '/me/keys',
  operationId: 'createKey',
  ...access('person'),
  summary: 'Make an API key',
  tags,
  request: { body: body(newKeySchema) },
  responses: { 201: json(keyMadeSchema, 'The key'), ...problemResponses(...withBody, ...refusals) },
});

const keyParams = z.object({ key: keySchema.shape.id });

export const revokeKey = createRoute({
  method: 'post',
  path: '/me/keys/{key}/revoke',
  operationId: 'revokeKey',
  ...access('person'),
  summary: 'Revoke one of one’s API keys at once',
  tags,
  request: { params: keyParams },
  responses: {
    200: json(keySchema, 'The key, revoked'),
    ...problemResponses('invalid-request', ...refusals, 'not-found'),
  },
});

export const listAllKeys = createRoute({
  method: 'get',
  path: '/people/keys',
  operationId: 'listAllKeys',
  ...access('owner'),
  summary: 'Everybody’s API keys (owners)',
  tags: ['people'],
  responses: { 200: json(z.object({ keys: keysField }), 'The keys'), ...problemResponses(...refusals) },
});

export const revokeAnyKey = createRoute({
  method: 'post',
  path: '/people/keys/{key}/revoke',
  operationId: 'revokeAnyKey',
  ...access('owner'),
  summary: 'Revoke anybody’s API key at once (owners)',
  tags: ['people'],
  request: { params: keyParams },
  responses: {
    200: json(keySchema, 'The key, revoked'),
    ...problemResponses('invalid-request', ...refusals, 'not-found'),
  },
});

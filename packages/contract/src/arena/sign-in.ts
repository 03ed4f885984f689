import { createRoute, z } from '@hono/zod-openapi';
import { access, roleSchema } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, json, momentSchema, slugSchema } from '../shared.ts';

export const password = z
  .string()
  .min(12)
  .max(128)
  .meta({ title: 'Password', description: 'Twelve characters or more; only a hash is kept.' });
export const email = z
  .email()
  .max(254)
  .transform((address) => address.toLowerCase())
  .meta({ title: 'E-mail', description: 'Address by which the person signs in; nothing is sent to it.' });
export const personName = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .meta({ title: 'Name', description: 'Name of the person, as the audit log says it.' });

export const sessionMadeSchema = z
  .object({
    session: z.string().meta({
      title: 'Session',
      description: 'Token of the session, to be sent as `X-Session`; shown once, only its hash is kept.',
    }),
    expiresAt: momentSchema.meta({ title: 'Expires', description: 'When the session ends by itself.' }),
  })
  .openapi('SessionMade');
export type SessionMade = z.infer<typeof sessionMadeSchema>;

const challenge = z.string().min(1).max(4_000).meta({
  title: 'Challenge',
  description: 'Names what was begun; good once, for some minutes.',
});
export const passkeyBegunSchema = z
  .object({
    options: z.record(z.string(), z.unknown()).meta({
      title: 'Options',
      description: 'What the browser is asked for, in the JSON form of WebAuthn.',
    }),
    challenge,
  })
  .openapi('PasskeyBegun');
export type PasskeyBegun = z.infer<typeof passkeyBegunSchema>;

export const passkeyAnswerFields = {
  challenge,
  response: z
    .record(z.string(), z.unknown())
    .meta({ title: 'Response', description: 'What the browser answered, in the JSON form of WebAuthn.' }),
};

const tags = ['sign-in'];
const withBody = ['invalid-request', 'unsupported-media-type', 'payload-too-large'] as const;

export const readSignInWays = createRoute({
  method: 'get',
  path: '/sign-in',
  operationId: 'readSignInWays',
  ...access('public'),
  summary: 'How people can sign in here',
  tags,
  responses: {
    200: json(
      z
        .object({
          hasOwner: z.boolean().meta({
            title: 'Has an owner',
            description: 'Whether anyone owns this site; if not, its log has a link for the first one.',
          }),
          providers: z
            .array(
              z.object({
                id: slugSchema.meta({ title: 'Provider', description: 'Id of the provider in addresses.' }),
                name: z
                  .string()
                  .meta({ title: 'Name', description: 'Name of the provider as pages show it.' }),
              }),
            )
            .meta({
              title: 'Providers',
              description: 'Whose accounts are taken, beside password and passkey.',
            }),
        })
        .openapi('SignInWays'),
      'The ways',
    ),
    ...problemResponses(),
  },
});

export const signIn = createRoute({
  method: 'post',
  path: '/sign-in',
  operationId: 'signIn',
  ...access('public'),
  summary: 'Sign in with e-mail and password',
  tags,
  request: {
    body: body(
      z
        .strictObject({
          email,
          password: z
            .string()
            .min(1)
            .max(128)
            .meta({ title: 'Password', description: 'Password of the account.' }),
        })
        .openapi('SignIn'),
    ),
  },
  responses: {
    201: json(sessionMadeSchema, 'The session'),
    ...problemResponses(...withBody, 'sign-in-refused', 'too-many-requests'),
  },
});

export const beginPasskeySignIn = createRoute({
  method: 'post',
  path: '/sign-in/passkey/begin',
  operationId: 'beginPasskeySignIn',
  ...access('public'),
  summary: 'Begin to sign in with a passkey',
  tags,
  responses: {
    200: json(passkeyBegunSchema, 'What the browser is to be asked for'),
    ...problemResponses('too-many-requests'),
  },
});

export const signInByPasskey = createRoute({
  method: 'post',
  path: '/sign-in/passkey',
  operationId: 'signInByPasskey',
  ...access('public'),
  summary: 'Sign in with a passkey',
  tags,
  request: { body: body(z.strictObject(passkeyAnswerFields).openapi('PasskeySignIn')) },
  responses: {
    201: json(sessionMadeSchema, 'The session'),
    ...problemResponses(...withBody, 'sign-in-refused', 'too-many-requests'),
  },
});

const providerParams = z.object({
  provider: slugSchema.meta({ title: 'Provider', description: 'Id of the provider in addresses.' }),
});
const state = z.string().min(1).max(4_000).meta({
  title: 'State',
  description: 'What the browser keeps until it comes back from the provider.',
});

export const beginProviderSignIn = createRoute({
  method: 'post',
  path: '/sign-in/providers/{provider}/begin',
  operationId: 'beginProviderSignIn',
  ...access('public'),
  summary: 'Begin to sign in with an account at a provider',
  tags,
  request: { params: providerParams },
  responses: {
    200: json(
      z
        .object({
          url: z.url().meta({ title: 'Address', description: 'Where the browser is to be sent.' }),
          state,
        })
        .openapi('ProviderSignInBegun'),
      'Where to go',
    ),
    ...problemResponses('invalid-request', 'not-found', 'too-many-requests', 'provider-failed'),
  },
});

export const signInByProvider = createRoute({
  method: 'post',
  path: '/sign-in/providers/{provider}',
  operationId: 'signInByProvider',
  ...access('public'),
  summary: 'Sign in with what a provider says',
  tags,
  request: {
    params: providerParams,
    body: body(
      z
        .strictObject({
          state,
          query: z.string().max(8_000).meta({
            title: 'Query',
            description: 'The query with which the provider sent the browser back.',
          }),
        })
        .openapi('ProviderSignIn'),
    ),
  },
  responses: {
    201: json(sessionMadeSchema, 'The session'),
    ...problemResponses(...withBody, 'not-found', 'sign-in-refused', 'too-many-requests', 'provider-failed'),
  },
});

export const accountInvitationToken = z
  .string()
  .min(1)
  .max(200)
  .meta({ title: 'Token', description: 'Token of the link by which somebody was invited.' });

const invitationTokenBody = body(
  z.strictObject({ token: accountInvitationToken }).openapi('AccountInvitationToken'),
);

export const readAccountInvitation = createRoute({
  method: 'post',
  path: '/accounts/invitation',
  operationId: 'readAccountInvitation',
  ...access('public'),
  summary: 'What a link for a new account is good for; nothing is used up',
  description: 'By POST, so that the token stays out of logs.',
  tags,
  request: { body: invitationTokenBody },
  responses: {
    200: json(
      z
        .object({
          role: roleSchema.meta({ title: 'Role', description: 'Role that whoever takes it gets.' }),
          study: z
            .object({
              slug: slugSchema.meta({ title: 'Slug', description: 'Name of the study in addresses.' }),
              title: z.string().meta({ title: 'Study', description: 'Title of the study as pages show it.' }),
            })
            .nullable()
            .meta({
              title: 'Study',
              description: 'The study that the role is for; null for the whole site.',
            }),
          expiresAt: momentSchema.meta({ title: 'Expires', description: 'When it can no longer be used.' }),
        })
        .openapi('AccountInvitationOffer'),
      'What it offers',
    ),
    ...problemResponses(...withBody, 'invitation-not-valid', 'too-many-requests'),
  },
});

export const createAccount = createRoute({
  method: 'post',
  path: '/accounts',
  operationId: 'createAccount',
  ...access('public'),
  summary: 'Make an account by a link, which is used up, and sign in',
  tags,
  request: {
    body: body(
      z
        .strictObject({ token: accountInvitationToken, name: personName, email, password })
        .openapi('NewAccount'),
    ),
  },
  responses: {
    201: json(sessionMadeSchema, 'The first session'),
    ...problemResponses(...withBody, 'invitation-not-valid', 'email-taken', 'too-many-requests'),
  },
});

export const acceptAccountInvitation = createRoute({
  method: 'post',
  path: '/me/invitation',
  operationId: 'acceptAccountInvitation',
  ...access('person'),
  summary: 'Take the role that a link offers with the account one has; the link is used up',
  tags,
  request: { body: invitationTokenBody },
  responses: {
    200: json(
      z.object({
        role: roleSchema.meta({ title: 'Role', description: 'Role that the person has now.' }),
      }),
      'The role',
    ),
    ...problemResponses(...withBody, 'unauthenticated', 'forbidden', 'invitation-not-valid'),
  },
});

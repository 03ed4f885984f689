import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  index,
  integer,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { studies } from './arena.ts';

/**
 * The people who manage studies, and how they prove who they are. Only the arena's part for accounts works on these tables, by the role
 * `fakexplain_account`; every service asks `account.identify` who sent a request, and may read nothing else here.
 *
 * Keys of `people`, `sessions`, `credentials`, `verifications` and `passkeys` are the names by which better-auth knows the columns.
 */
export const account = pgSchema('account');

export const role = account.enum('role', ['viewer', 'maintainer', 'owner']);
/** What an API key may be used for; each includes the ones before it. */
export const scope = account.enum('scope', ['read', 'write', 'manage']);

const moment = (name: string) => timestamp(name, { withTimezone: true });
const made = () => moment('created_at').notNull().defaultNow();
const changed = () => moment('updated_at').notNull().defaultNow();

export const people = account.table(
  'people',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    name: text('name').notNull(),
    email: text('email').notNull().unique(),
    emailVerified: boolean('email_verified').notNull().default(false),
    image: text('image'),
    /** For all studies; null: only for those that `study_roles` names. */
    role: role('role'),
    /** From then on nothing of theirs is taken any more. */
    disabledAt: moment('disabled_at'),
    createdAt: made(),
    updatedAt: changed(),
  },
  (t) => [check('people_email', sql`${t.email} = lower(${t.email}) and ${t.email} <> ''`)],
);

const ofPerson = () =>
  uuid('person_id')
    .notNull()
    .references(() => people.id, { onDelete: 'cascade' });

export const studyRoles = account.table(
  'study_roles',
  {
    personId: ofPerson(),
    studyId: uuid('study_id')
      .notNull()
      .references(() => studies.id, { onDelete: 'cascade' }),
    role: role('role').notNull(),
    createdAt: made(),
  },
  (t) => [primaryKey({ columns: [t.personId, t.studyId] }), index('study_roles_by_study').on(t.studyId)],
);

/** Sign-ins that last; `token` is the SHA-256 of what the browser holds. */
export const sessions = account.table(
  'sessions',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    token: text('token').notNull().unique(),
    userId: ofPerson(),
    userAgent: text('user_agent'),
    ipAddress: text('ip_address'),
    expiresAt: moment('expires_at').notNull(),
    createdAt: made(),
    updatedAt: changed(),
  },
  (t) => [index('sessions_by_person').on(t.userId)],
);

/** Ways to sign in: a password, or an account at a provider. */
export const credentials = account.table(
  'credentials',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: ofPerson(),
    providerId: text('provider_id').notNull(),
    accountId: text('account_id').notNull(),
    /** Scrypt, as better-auth writes it; null for providers. */
    password: text('password'),
    accessToken: text('access_token'),
    refreshToken: text('refresh_token'),
    idToken: text('id_token'),
    accessTokenExpiresAt: moment('access_token_expires_at'),
    refreshTokenExpiresAt: moment('refresh_token_expires_at'),
    scope: text('scope'),
    createdAt: made(),
    updatedAt: changed(),
  },
  (t) => [
    unique('credentials_once').on(t.providerId, t.accountId),
    index('credentials_by_person').on(t.userId),
  ],
);

/** Challenges and states of sign-ins that have begun; each is used once. */
export const verifications = account.table(
  'verifications',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    identifier: text('identifier').notNull(),
    value: text('value').notNull(),
    expiresAt: moment('expires_at').notNull(),
    createdAt: made(),
    updatedAt: changed(),
  },
  (t) => [index('verifications_by_identifier').on(t.identifier)],
);

export const passkeys = account.table(
  'passkeys',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    userId: ofPerson(),
    name: text('name'),
    publicKey: text('public_key').notNull(),
    credentialID: text('credential_id').notNull().unique(),
    counter: integer('counter').notNull(),
    deviceType: text('device_type').notNull(),
    backedUp: boolean('backed_up').notNull(),
    transports: text('transports'),
    aaguid: text('aaguid'),
    createdAt: moment('created_at').defaultNow(),
  },
  (t) => [index('passkeys_by_person').on(t.userId)],
);

/** Keys for programs. One of a process, such as `npm start`, has a role of its own in place of a person. */
export const apiKeys = account.table(
  'api_keys',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    personId: uuid('person_id').references(() => people.id, { onDelete: 'cascade' }),
    role: role('role'),
    name: text('name').notNull(),
    /** SHA-256, hex. */
    keyHash: text('key_hash').notNull().unique(),
    scope: scope('scope').notNull(),
    createdAt: made(),
    expiresAt: moment('expires_at').notNull(),
    lastUsedAt: moment('last_used_at'),
    revokedAt: moment('revoked_at'),
  },
  (t) => [
    index('api_keys_by_person').on(t.personId),
    check('api_keys_of', sql`(${t.personId} is null) = (${t.role} is not null)`),
  ],
);

/** Links by which people come in, once each, with a role for the site or for one study. Nobody made that of the first owner. */
export const invitations = account.table(
  'invitations',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** SHA-256, hex. */
    tokenHash: text('token_hash').notNull().unique(),
    role: role('role').notNull(),
    studyId: uuid('study_id').references(() => studies.id, { onDelete: 'cascade' }),
    /** Whom it is for, in the words of who made it. */
    note: text('note').notNull().default(''),
    madeBy: uuid('made_by').references(() => people.id, { onDelete: 'set null' }),
    createdAt: made(),
    expiresAt: moment('expires_at').notNull(),
    usedAt: moment('used_at'),
    usedBy: uuid('used_by').references(() => people.id, { onDelete: 'set null' }),
    revokedAt: moment('revoked_at'),
  },
  (t) => [index('invitations_by_study').on(t.studyId)],
);

/** Keys of the installation that its processes share, made when they are first needed. */
export const secrets = account.table('secrets', {
  name: text('name').primaryKey(),
  value: text('value').notNull(),
});

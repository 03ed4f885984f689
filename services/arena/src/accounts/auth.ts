// better-auth and what it needs: 80 MB of memory, so this file is imported when somebody signs in, and not before.
import { drizzleAdapter } from '@better-auth/drizzle-adapter';
import { passkey } from '@better-auth/passkey';
import type { DatabaseOrTransaction } from '@fakexplain/database';
import { accountSchema } from '@fakexplain/database/schema';
import type { Logger } from '@fakexplain/service-kit';
import { betterAuth } from 'better-auth/minimal';
import { APIError } from 'better-auth/api';
import { bearer } from 'better-auth/plugins/bearer';
import { genericOAuth } from 'better-auth/plugins/generic-oauth';
import { eq } from 'drizzle-orm';
import { hashedSessions } from './hashed-sessions.ts';
import type { Provider } from './providers.ts';

export { hashPassword, verifyPassword } from 'better-auth/crypto';

const { credentials, passkeys, people, sessions, verifications } = accountSchema;

/** Seconds that a session lasts. */
export const sessionS = 7 * 86_400;

export interface AuthSettings {
  /** Where the site is for its visitors: passkeys belong to it, and providers send people back to it. */
  publicUrl: string;
  /** Signs what browsers keep until they come back. */
  secret: string;
  providers: readonly Provider[];
  logger: Logger;
}

/** Tokens of providers are not needed once somebody is known. */
const withoutTokens = <T extends object>(account: T) => ({
  data: { ...account, accessToken: null, refreshToken: null, idToken: null },
});

/** better-auth over a database, or over one transaction of it. */
export function createAuth(
  db: DatabaseOrTransaction,
  { publicUrl, secret, providers, logger }: AuthSettings,
) {
  const github = providers.find(({ id }) => id === 'github');
  const adapter = drizzleAdapter(db, {
    provider: 'pg',
    schema: {
      user: people,
      session: sessions,
      account: credentials,
      verification: verifications,
      passkey: passkeys,
    },
    transaction: true,
  });
  return betterAuth({
    appName: 'FakeXplain Arena',
    baseURL: publicUrl,
    basePath: '/auth',
    secret,
    database: hashedSessions(adapter),
    telemetry: { enabled: false },
    logger: {
      log: (level, message, ...details) => {
        // What people mistype is told to them; the service logs refusals itself.
        const quiet = level === 'error' ? 'warn' : 'debug';
        logger[quiet]({ details: details.map(String) }, message);
      },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
    },
    session: { expiresIn: sessionS, disableSessionRefresh: true },
    // Calls come from the arena itself, which limits them by network and by account.
    rateLimit: { enabled: false },
    advanced: {
      database: { generateId: 'uuid' },
      ipAddress: { disableIpTracking: true },
    },
    account: {
      // By the address that the provider has verified. Here nobody has: whoever made an account typed theirs in.
      accountLinking: { enabled: true, requireLocalEmailVerified: false },
    },
    databaseHooks: {
      session: {
        create: {
          before: async ({ userId }) => {
            const [person] = await db
              .select({ disabledAt: people.disabledAt })
              .from(people)
              .where(eq(people.id, userId));
            if (person?.disabledAt === null) return;
            throw new APIError('FORBIDDEN', { message: 'The account is disabled.' });
          },
        },
      },
      account: {
        create: { before: async (made) => withoutTokens(made) },
        update: { before: async (change) => withoutTokens(change) },
      },
    },
    ...(github && {
      socialProviders: {
        github: { clientId: github.clientId, clientSecret: github.clientSecret, disableSignUp: true },
      },
    }),
    plugins: [
      bearer(),
      passkey({ rpID: new URL(publicUrl).hostname, rpName: 'FakeXplain Arena', origin: publicUrl }),
      genericOAuth({
        config: providers.flatMap(({ id, clientId, clientSecret, issuer }) =>
          issuer === null
            ? []
            : [
                {
                  providerId: id,
                  discoveryUrl: `${issuer}/.well-known/openid-configuration`,
                  requireIdTokenVerification: true,
                  clientId,
                  clientSecret,
                  pkce: true,
                  scopes: ['openid', 'email', 'profile'],
                  disableSignUp: true,
                },
              ],
        ),
      }),
    ],
  });
}

import type { arena } from '@fakexplain/contract';
import { actAs, hashSecret, recordChange, type Transaction } from '@fakexplain/database';
import { accountSchema } from '@fakexplain/database/schema';
import { actorOf, ProblemError, type Logger } from '@fakexplain/service-kit';
import { eq } from 'drizzle-orm';
import type { Asked } from '../ask-auth.ts';
import type { AccountDependencies } from '../dependencies.ts';

const { people, sessions } = accountSchema;

export interface SignInWay {
  /** Id of the operation. */
  action: string;
  /** Endpoint of better-auth. */
  path: string;
  asked: Asked;
  /** What a refusal says; not which part was wrong. */
  refused: string;
}

/**
 * Lets better-auth begin a session, and puts it on record in the same transaction.
 * @throws ProblemError `sign-in-refused`
 */
export async function beginSession(
  { accounts, auth, logger }: Pick<AccountDependencies, 'accounts' | 'auth'> & { logger: Logger },
  { action, path, asked, refused }: SignInWay,
): Promise<arena.SessionMade> {
  const outcome = await accounts.db
    .transaction(async (tx) => {
      const answer = await auth.ask(tx, path, asked);
      if (answer.session === null) throw new Refused(answer.code, answer.location);
      return { session: answer.session, ...(await record(tx, action, answer.session)) };
    })
    .catch((error: unknown) => {
      if (error instanceof Refused) return error;
      throw error;
    });
  if (!(outcome instanceof Refused)) {
    logger.info({ action, person: outcome.person }, 'somebody signed in');
    return { session: outcome.session, expiresAt: outcome.expiresAt };
  }
  logger.warn({ action, code: outcome.code }, 'a sign-in was refused');
  throw new ProblemError('sign-in-refused', { detail: refused });
}

class Refused extends Error {
  readonly code: string;
  constructor(code: string, location: string | null) {
    super('a sign-in was refused');
    const said = location === null ? null : new URL(location, 'http://site').searchParams.get('error');
    this.code = said ?? code;
  }
}

async function record(tx: Transaction, action: string, session: string) {
  const [begun] = await tx
    .select({
      id: sessions.id,
      expiresAt: sessions.expiresAt,
      browser: sessions.userAgent,
      person: people.id,
      name: people.name,
    })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.userId))
    .where(eq(sessions.token, hashSecret(session)));
  if (!begun) throw new Error('a session vanished while it began');
  const { id, expiresAt, browser, person, name } = begun;
  await actAs(actorOf({ personId: person, name, key: null }), () =>
    recordChange(tx, { action, subject: { kind: 'session', name: id }, after: { browser } }),
  );
  return { person, expiresAt: expiresAt.toISOString() };
}

import {
  accessOf,
  changes,
  includesRole,
  includesScope,
  roleOf,
  roleSchema,
  type Identity,
  type Role,
  type Scope,
} from '@fakexplain/contract';
import type { Operation } from '@fakexplain/contract/operation';
import type { Context, MiddlewareHandler } from 'hono';
import { requestIds } from './logger.ts';
import { ProblemError } from './problem.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Who sent the request, where a session or an API key says so. */
    identity: Identity | null;
  }
}

/** What a service needs to know of accounts; the database has it. */
export interface Accounts {
  /** Who holds a session or an API key now. */
  identify: (credential: { kind: 'session' | 'key'; secret: string }) => Promise<Identity | null>;
  /** Does work in somebody's name, so that the audit log says whose it was. */
  actAs: <T>(
    actor: {
      personId: string | null;
      personName: string | null;
      keyId: string | null;
      keyName: string | null;
      requestId: string | null;
    },
    work: () => Promise<T>,
  ) => Promise<T>;
}

const accesses = ['public', 'rater', 'person', ...roleSchema.options];
const bearer = /^Bearer +([\w~+/.-]+=*) *$/i;
const keyPrefix = 'fxk_';

/** Makes an API key of random letters; by its beginning it is told from raters' tokens. */
export const apiKeyOf = (letters: string): string => keyPrefix + letters;

/**
 * The token of an `Authorization: Bearer …` header.
 * @throws ProblemError `unauthenticated`
 */
export function bearerToken(header: string | undefined): string {
  const token = bearer.exec(header ?? '')?.[1];
  if (token) return token;
  throw new ProblemError('unauthenticated', { detail: 'Send the token as "Authorization: Bearer …".' });
}

/** Who sent a request: by an API key, or else by the session that the site hands on; null for raters and the public. */
async function identify({ req }: Context, accounts: Accounts): Promise<Identity | null> {
  const key = bearer.exec(req.header('authorization') ?? '')?.[1];
  if (key?.startsWith(keyPrefix)) return accounts.identify({ kind: 'key', secret: key });
  const session = req.header('x-session');
  return session ? accounts.identify({ kind: 'session', secret: session }) : null;
}

/**
 * Lets through whom the contract gives access to an operation, knows who it is (`c.get('identity')`), and does what changes
 * something in their name. Goes before the operation's own handler.
 * @throws ProblemError `unauthenticated`, `forbidden`; Error at once where the contract gives access to nobody
 */
export function guard(operation: Operation, accounts: Accounts): MiddlewareHandler {
  const access = accessOf(operation);
  if (!accesses.includes(access)) throw new Error(`${operation.operationId} does not say who may call it`);
  return async (c, next) => {
    const identity = access === 'rater' ? null : await identify(c, accounts);
    c.set('identity', identity);
    if (access === 'public' || access === 'rater') return next();
    if (!identity)
      throw new ProblemError('unauthenticated', {
        detail:
          'Sign in, or send an API key as "Authorization: Bearer fxk_…". This one is missing, has ended, or was revoked.',
      });
    if (access === 'person') requirePerson(identity, operation);
    else requireRole(identity, access, c.req.param('study'));
    if (identity.key)
      requireScope(
        identity.key.scope,
        operation.method === 'get' ? 'read' : access === 'owner' ? 'manage' : 'write',
      );
    return changes(operation) ? accounts.actAs(actorOf(identity), next) : next();
  };
}

/** Somebody as the audit log names them. */
export const actorOf = ({ personId, name, key }: Pick<Identity, 'personId' | 'name' | 'key'>) => ({
  personId,
  personName: personId === null ? null : name,
  keyId: key?.id ?? null,
  keyName: key?.name ?? null,
  requestId: requestIds.getStore() ?? null,
});

/** One's own account is changed by whoever has signed in: a key that leaks makes no further keys. */
function requirePerson({ personId, key }: Identity, { method }: Operation): void {
  if (personId !== null && (key === null || method === 'get')) return;
  throw new ProblemError('forbidden', { detail: 'This takes somebody who has signed in, not an API key.' });
}

function requireRole(identity: Identity, wanted: Role, study: string | undefined): void {
  const has = roleOf(identity, study);
  if (includesRole(has, wanted)) return;
  const where = study === undefined ? 'for the site' : `for the site or the study "${study}"`;
  throw new ProblemError('forbidden', {
    detail: `This takes the role ${wanted} ${where}; ${identity.name} ${has === null ? 'has none' : `is ${has}`}.`,
  });
}

function requireScope(has: Scope, wanted: Scope): void {
  if (includesScope(has, wanted)) return;
  throw new ProblemError('forbidden', {
    detail: `The API key may ${has}; this takes one that may ${wanted}.`,
  });
}

/** Whom an answer is for: whoever looks after the study, or the site, is told more than the public. */
export type Reader = 'public' | 'maintainer';

/** What every answer carries that depends on its reader, so that no cache gives it to another. */
export const readerHeaders = {
  'cache-control': 'private, no-cache',
  vary: 'Authorization, X-Session',
} as const;

/**
 * Tells for whom a request's answer is, and marks the answer as theirs alone: with a role for the site, or for the study that
 * the path names, one is told what maintainers are. @param study another than that of the path, or null for none
 */
export function readerOf(c: Context, study: string | null = c.req.param('study') ?? null): Reader {
  for (const [name, value] of Object.entries(readerHeaders)) c.header(name, value);
  const identity = c.get('identity');
  return identity && includesRole(roleOf(identity, study ?? undefined), 'viewer') ? 'maintainer' : 'public';
}

import { z } from '@hono/zod-openapi';
import type { Operation } from './operation.ts';

/** What people may do, for the whole site or in one study; each role may do what those before it may. */
export const roleSchema = z.enum(['viewer', 'maintainer', 'owner']);
export type Role = z.infer<typeof roleSchema>;

/** What an API key may be used for; each includes those before it. */
export const scopeSchema = z.enum(['read', 'write', 'manage']);
export type Scope = z.infer<typeof scopeSchema>;

/**
 * Who may call an operation: everyone; a rater of the study; whoever has an account; or people with at least this role, for the
 * site or for the study that the operation's path names.
 */
export type Access = 'public' | 'rater' | 'person' | Role;

/** Who sent a request, as a session or an API key says. */
export interface Identity {
  /** Null for a key of a process, such as `npm start`. */
  personId: string | null;
  /** Of the person, or else of the key. */
  name: string;
  /** For the site; null where only studies have one. */
  role: Role | null;
  /** By the study's slug. */
  studyRoles: Readonly<Record<string, Role>>;
  sessionId: string | null;
  key: { id: string; name: string; scope: Scope } | null;
}

const needed: Record<Access, Record<string, string[]>[] | undefined> = {
  public: undefined,
  rater: [{ rater: [] }],
  person: [{ session: [] }, { apiKey: [] }],
  viewer: [{ session: [] }, { apiKey: [] }],
  maintainer: [{ session: [] }, { apiKey: [] }],
  owner: [{ session: [] }, { apiKey: [] }],
};

/** The part of a route that says who may call it: services let nobody else through, and the OpenAPI document says it. */
export function access<A extends Access>(to: A): { 'x-access': A; security?: Record<string, string[]>[] } {
  const security = needed[to];
  return { 'x-access': to, ...(security && { security }) };
}

export const accessOf = (operation: Operation): Access => operation['x-access'];

/** Whether an operation changes what people with an account look after. */
export const changes = (operation: Operation): boolean =>
  operation.method !== 'get' && !['public', 'rater'].includes(accessOf(operation));

const isOperation = (part: unknown): part is Operation =>
  typeof part === 'object' && part !== null && 'operationId' in part;

/** The operations of a service's contract. */
export const operationsOf = (contract: object): Operation[] => Object.values(contract).filter(isOperation);

/** The role that somebody has where a study is concerned, or else for the site. */
export function roleOf(
  { role, studyRoles }: Pick<Identity, 'role' | 'studyRoles'>,
  study?: string,
): Role | null {
  const inStudy =
    study !== undefined && Object.hasOwn(studyRoles, study) ? (studyRoles[study] ?? null) : null;
  return rank(inStudy) > rank(role) ? inStudy : role;
}

const rank = (role: Role | null) => (role === null ? -1 : roleSchema.options.indexOf(role));
/** Whether a role is, or includes, another. */
export const includesRole = (role: Role | null, wanted: Role): boolean => rank(role) >= rank(wanted);
/** Whether a scope is, or includes, another. */
export const includesScope = (scope: Scope, wanted: Scope): boolean =>
  scopeSchema.options.indexOf(scope) >= scopeSchema.options.indexOf(wanted);

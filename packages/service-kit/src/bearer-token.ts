import { ProblemError } from './problem.ts';

/**
 * The token of an `Authorization: Bearer …` header.
 * @throws ProblemError `unauthenticated`
 */
export function bearerToken(header: string | undefined): string {
  const token = /^Bearer +([\w~+/.-]+=*) *$/i.exec(header ?? '')?.[1];
  if (token) return token;
  throw new ProblemError('unauthenticated', { detail: 'Send the token as "Authorization: Bearer …".' });
}

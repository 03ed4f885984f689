import type { ProblemDocument } from '@fakexplain/contract';
import { logUnreachable, ServiceProblem, ServiceUnreachable } from './services.ts';

/** A service's refusal, or its silence, as a problem document. Throws on what is neither. */
export function problemOf(cause: unknown): ProblemDocument {
  if (cause instanceof ServiceProblem) return cause.problem;
  if (!(cause instanceof ServiceUnreachable)) throw cause;
  logUnreachable(cause);
  return {
    type: '/problems/not-ready',
    title: 'The service is not ready',
    status: 503,
    detail: 'The service behind this page does not answer. Try again in a moment.',
  };
}

/** What an endpoint that scripts call answers with when a call to a service was refused. */
export function problemResponse(cause: unknown): Response {
  const problem = problemOf(cause);
  const retryAfterS = cause instanceof ServiceProblem ? cause.retryAfterS : null;
  return Response.json(problem, {
    status: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(retryAfterS !== null && { 'retry-after': String(retryAfterS) }),
    },
  });
}

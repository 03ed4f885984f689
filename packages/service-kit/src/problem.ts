import { problemTypes } from '@fakexplain/contract';
import type { ProblemDocument, ProblemType } from '@fakexplain/contract';

export interface ProblemDetails {
  /** Says what is wrong in this case and what to do about it. */
  detail?: string;
  errors?: { path: string; title?: string; message: string }[];
  /** Sent along, e.g. `Retry-After`. */
  headers?: Record<string, string>;
}

/** A refusal. Thrown anywhere below a route, it is answered as its RFC 9457 problem document. */
export class ProblemError extends Error {
  readonly type: ProblemType;
  readonly details: ProblemDetails;

  constructor(type: ProblemType, details: ProblemDetails = {}) {
    super(details.detail ?? problemTypes[type].title);
    this.name = 'ProblemError';
    this.type = type;
    this.details = details;
  }
}

/** The answer to a refused request; the log has the same `requestId`. */
export function problemResponse(
  requestId: string,
  type: ProblemType,
  details: ProblemDetails = {},
): Response {
  const { status, title } = problemTypes[type];
  const { detail, errors, headers } = details;
  const document: ProblemDocument = {
    type: `/problems/${type}`,
    title,
    status,
    ...(detail !== undefined && { detail }),
    instance: `/requests/${requestId}`,
    ...(errors && { errors }),
  };
  return new Response(JSON.stringify(document), {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(type === 'unauthenticated' && { 'www-authenticate': 'Bearer' }),
      ...headers,
    },
  });
}

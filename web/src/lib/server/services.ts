import {
  arena,
  call,
  metrics,
  problemTypes,
  send,
  ServiceProblem,
  ServiceUnreachable,
  type ClientOptions,
} from '@fakexplain/contract';
import { error } from '@sveltejs/kit';
import { ARENA_URL, METRICS_URL } from '$app/env/private';

export { arena, call, metrics, send, ServiceProblem, ServiceUnreachable };

/** Where and as whom to call the arena service. Not with SvelteKit's `fetch`, which sends the visitor's cookies along. */
export const toArena = (token?: string): ClientOptions => ({ baseUrl: ARENA_URL, token });

/** Where and as whom to call the metrics service. */
export const toMetrics = (token?: string): ClientOptions => ({ baseUrl: METRICS_URL, token });

/**
 * Awaits a call to a service; turns its refusal or silence into the error page.
 * @throws HttpError with the problem's own status, or 503 where the service does not answer
 */
export async function orErrorPage<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof ServiceProblem) {
      const { status, instance } = cause.problem;
      error(status, cause.message, {
        ...(cause.slug in problemTypes ? { problem: cause.slug } : {}),
        ...(instance ? { instance } : {}),
      });
    }
    if (cause instanceof ServiceUnreachable) {
      // A visitor who left is no outage.
      const left = cause.cause instanceof Error && cause.cause.name === 'AbortError';
      if (!left) console.error(cause.message, cause.cause ?? '');
      error(
        503,
        'One of the services behind this page does not answer. Try again in a moment; if you run this site, see whether the arena and metrics services are up and ARENA_URL and METRICS_URL point at them.',
      );
    }
    throw cause;
  }
}

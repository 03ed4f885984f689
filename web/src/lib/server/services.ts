import {
  arena,
  call,
  catalog,
  fetchFromLiving,
  fieldsOf,
  inference,
  metrics,
  problemTypes,
  send,
  ServiceProblem,
  ServiceUnreachable,
  type ClientOptions,
  type Field,
} from '@fakexplain/contract';
import { error, type RequestEvent } from '@sveltejs/kit';
import { getRequestEvent } from '$app/server';
import { ARENA_URL, CATALOG_URL, INFERENCE_URL, METRICS_URL } from '$app/env/private';
import { fieldTexts } from '#lib/languages/field-texts.ts';
import { logger } from './log.ts';
import { fetchSaying } from './said.ts';

export { arena, call, catalog, fieldsOf, inference, metrics, send, ServiceProblem, ServiceUnreachable };
export type { ClientOptions };

/** The words of fields as plain text; of those that are named, if any are: all that a page gets goes to the browser. */
export function wordsOf<Name extends string, Shown extends Name = Name>(
  fields: Record<Name, Field>,
  ...shown: Shown[]
): Record<Shown, Field>;
export function wordsOf(fields: Record<string, Field>, ...shown: string[]): Record<string, Field> {
  const kept = Object.entries(fields).filter(([name]) => shown.length === 0 || shown.includes(name));
  const said = (text: string) => fieldTexts[text] ?? text;
  const plain = ({ title, description }: Field) => ({
    title: said(title),
    description: said(description.replaceAll('`', '')),
  });
  return Object.fromEntries(kept.map(([name, field]) => [name, plain(field)]));
}

/** Calls are made as the visitor: with the session where somebody is signed in in this browser, and no token is given. */
const to = (baseUrl: string, token?: string): ClientOptions => ({
  baseUrl,
  ...(token === undefined ? { session: getRequestEvent().locals.session } : { token }),
  requestId: getRequestEvent().locals.requestId,
  fetch: fetchSaying(fetchFromLiving(baseUrl)),
});

/** The same for a service that limits visitors: it learns who this one is, as the server in front found out, and with what browser. */
function forVisitor(options: ClientOptions): ClientOptions {
  const { fetch: fetcher = fetch } = options;
  const { headers: given } = getRequestEvent().request;
  const visitor = given.get('x-forwarded-for');
  if (visitor === null) return options;
  return {
    ...options,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('x-forwarded-for', visitor);
      headers.set('user-agent', given.get('user-agent') ?? '');
      return fetcher(input, { ...init, headers });
    },
  };
}

/** Where and as whom to call the arena service. Not with SvelteKit's `fetch`, which sends the visitor's cookies along. */
export const toArena = (token?: string): ClientOptions => forVisitor(to(ARENA_URL, token));

/** Where and as whom to call the catalog service. */
export const toCatalog = (): ClientOptions => to(CATALOG_URL);

/** Where and as whom to call the metrics service. */
export const toMetrics = (): ClientOptions => to(METRICS_URL);

/** Where and as whom to call the inference service. */
export const toInference = (): ClientOptions => to(INFERENCE_URL);

/** The same for what the service limits: it learns who the visitor is, and ends its work when the visitor leaves. */
export const toInferenceFor = (event: RequestEvent): ClientOptions => ({
  ...forVisitor(to(INFERENCE_URL)),
  signal: event.request.signal,
});

/** Logs that a service does not answer; a visitor who left is not an outage. */
export function logUnreachable({ message, cause }: ServiceUnreachable): void {
  const left = cause instanceof Error && cause.name === 'AbortError';
  if (!left) logger.error({ requestId: getRequestEvent().locals.requestId, err: cause }, message);
}

const canDoWithout = new Set(['not-found', 'not-ready', 'embargoed', 'results-hidden']);

/**
 * Awaits a call that a page can do without: null where the service does not answer, knows nothing of what is asked, or
 * withholds it from this visitor. The page says so.
 */
export async function orNothing<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof ServiceUnreachable) {
      logUnreachable(cause);
      return null;
    }
    if (cause instanceof ServiceProblem && canDoWithout.has(cause.slug)) return null;
    throw cause;
  }
}

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
      logUnreachable(cause);
      error(
        503,
        'One of the services behind this page does not answer. Try again in a moment; if you run this site, see whether the arena, catalog, metrics and inference services are up and ARENA_URL, CATALOG_URL, METRICS_URL and INFERENCE_URL point at them.',
      );
    }
    throw cause;
  }
}

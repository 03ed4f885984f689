import type { RequestEvent } from '@sveltejs/kit';
import { forwardedFor } from './forwarded-for.ts';

/** What a service may see of a request; cookies are not among it, nor, unless it must know, the visitor's address. */
const requestHeaders = [
  'accept',
  'authorization',
  'content-type',
  'idempotency-key',
  'if-none-match',
  'last-event-id',
];
const responseHeaders = [
  'allow',
  'cache-control',
  'content-disposition',
  'content-type',
  'etag',
  'last-modified',
  'link',
  'retry-after',
];

const pick = (from: Headers, names: string[]): Headers => {
  const kept = new Headers();
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
};

const unreachable = () =>
  Response.json(
    {
      type: '/problems/not-ready',
      title: 'The service is not ready',
      status: 503,
      detail: 'The service behind this address does not answer. Try again in a moment.',
    },
    { status: 503, headers: { 'content-type': 'application/problem+json', 'retry-after': '2' } },
  );

/**
 * Passes a request on to a service and its answer back, bodies and event streams as they come.
 * @param path below the service's root, without a slash at its start; encoded as in the address
 * @param options.address whether the service learns the visitor's address, to limit how often each may ask
 */
export async function forward(
  event: RequestEvent,
  baseUrl: string,
  path: string,
  { address = false } = {},
): Promise<Response> {
  const { request, url } = event;
  const headers = pick(request.headers, requestHeaders);
  if (address) headers.set('x-forwarded-for', forwardedFor(event));
  const init: RequestInit & { duplex?: 'half' } = {
    method: request.method,
    headers,
    redirect: 'manual',
    signal: request.signal,
  };
  if (request.body && request.method !== 'GET' && request.method !== 'HEAD') {
    init.body = request.body;
    init.duplex = 'half';
  }
  let answer: Response;
  try {
    answer = await fetch(`${baseUrl}/${path}${url.search}`, init);
  } catch (cause) {
    if (!request.signal.aborted) console.error(`${request.method} ${url.pathname}:`, cause);
    return unreachable();
  }
  const kept = pick(answer.headers, responseHeaders);
  // A service's bytes are data here, never a page of this site.
  kept.set('content-security-policy', "default-src 'none'; sandbox");
  return new Response(answer.body, { status: answer.status, headers: kept });
}

/** The rest of an address below a prefix, still encoded, so that a slash inside a segment stays inside it. */
export function below(prefix: string, url: URL): string {
  return url.pathname.slice(prefix.length);
}

import { problemResponse, type Logger } from '@fakexplain/service-kit';

/** What a service may see of a request; cookies are not among it, nor, unless it must know, the visitor's address. */
const requestHeaders = [
  'accept',
  'authorization',
  'content-type',
  'idempotency-key',
  'if-none-match',
  'last-event-id',
  'x-request-id',
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

/**
 * Passes a request on to a service and its answer back, bodies and event streams as they come.
 * @param request with the id that it has in the logs in `X-Request-Id`
 * @param target the same address below the service's root
 * @param options.address of the visitor, where the service must know it to limit how often each may ask
 */
export async function forward(
  request: Request,
  target: string,
  { address, logger }: { address?: string | undefined; logger: Logger },
): Promise<Response> {
  const headers = pick(request.headers, requestHeaders);
  if (address !== undefined) headers.set('x-forwarded-for', address);
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
    answer = await fetch(target, init);
  } catch (err) {
    const requestId = headers.get('x-request-id') ?? '';
    if (!request.signal.aborted) logger.error({ requestId, target, err }, 'a service does not answer');
    return problemResponse(requestId, 'not-ready', {
      detail: 'The service behind this address does not answer. Try again in a moment.',
      headers: { 'retry-after': '2' },
    });
  }
  const kept = pick(answer.headers, responseHeaders);
  // A service's bytes are data here, never a page of this site.
  kept.set('content-security-policy', "default-src 'none'; sandbox");
  kept.set('x-content-type-options', 'nosniff');
  kept.set('referrer-policy', 'same-origin');
  return new Response(answer.body, { status: answer.status, headers: kept });
}

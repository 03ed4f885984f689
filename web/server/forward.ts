import { fetchFromLiving } from '@fakexplain/contract';
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
  'vary',
];

const pick = (from: Headers, names: string[]): Headers => {
  const kept = new Headers();
  for (const name of names) {
    const value = from.get(name);
    if (value !== null) kept.set(name, value);
  }
  return kept;
};

/** Passes a body on as long as it has at most so many bytes; one without a length is known by counting alone. */
function limitBytes(most: number, onExcess: () => void) {
  let bytes = 0;
  return new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      bytes += chunk.length;
      if (bytes <= most) return controller.enqueue(chunk);
      onExcess();
      controller.error(new Error(`a body of more than ${most} bytes`));
    },
  });
}

export interface ForwardedService {
  /** Its root, without a slash at the end. */
  url: string;
  /** Largest body that it takes. */
  maxBodyBytes: number;
}

export interface ForwardOptions {
  service: ForwardedService;
  /** Address below the service's root, with the query. */
  path: string;
  /** Of the visitor, where the service must know it to limit how often each may ask. */
  address?: string | undefined;
  logger: Logger;
}

/**
 * Passes a request on to a service and its answer back, bodies and event streams as they come.
 * @param request with the id that it has in the logs in `X-Request-Id`
 */
export async function forward(
  request: Request,
  { service, path, address, logger }: ForwardOptions,
): Promise<Response> {
  const { url, maxBodyBytes } = service;
  const target = `${url}/${path}`;
  const headers = pick(request.headers, requestHeaders);
  if (address !== undefined) headers.set('x-forwarded-for', address);
  const requestId = headers.get('x-request-id') ?? '';
  const tooLarge = () =>
    problemResponse(requestId, 'payload-too-large', { detail: `A body may have ${maxBodyBytes} bytes.` });
  if (Number(request.headers.get('content-length')) > maxBodyBytes) return tooLarge();
  let isTooLarge = false;
  const init: RequestInit & { duplex?: 'half' } = {
    method: request.method,
    headers,
    redirect: 'manual',
    signal: request.signal,
  };
  if (request.body && request.method !== 'GET' && request.method !== 'HEAD') {
    init.body = request.body.pipeThrough(limitBytes(maxBodyBytes, () => (isTooLarge = true)));
    init.duplex = 'half';
  }
  let answer: Response;
  try {
    answer = await fetchFromLiving(url)(target, init);
  } catch (err) {
    if (isTooLarge) return tooLarge();
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

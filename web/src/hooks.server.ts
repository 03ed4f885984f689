import { randomUUID } from 'node:crypto';
import type { Handle, HandleServerError } from '@sveltejs/kit/hooks';
import { tag } from '#lib/languages/language.ts';
import { logger } from '#lib/server/log.ts';
import { readSession } from '#lib/server/session-cookie.ts';

export const handle: Handle = async ({ event, resolve }) => {
  // The server in front gives each request its id; what a page asks of its own site has none.
  event.locals.requestId = event.request.headers.get('x-request-id') ?? randomUUID();
  event.locals.session = readSession(event.cookies);
  const response = await resolve(event, {
    transformPageChunk: ({ html }) => html.replace('%language%', tag),
  });
  response.headers.set('x-request-id', event.locals.requestId);
  response.headers.set('x-content-type-options', 'nosniff');
  if (response.status === 503 && !response.headers.has('retry-after'))
    response.headers.set('retry-after', '2');
  if (!response.headers.has('cache-control')) {
    // Who is signed in sees more than others at the same address.
    response.headers.set('cache-control', 'private, no-cache');
    response.headers.set('vary', 'Cookie');
  }
  // `no-referrer` would make browsers send `Origin: null` with plain forms, which the cross-site check refuses.
  response.headers.set('referrer-policy', 'same-origin');
  return response;
};

export const handleError: HandleServerError = ({ kind, error, event }) => {
  if (kind === 'framework' && error.status === 404)
    return { message: `No page stands at ${event.url.pathname}. The menu above leads to all there is.` };
  // Everything else but the unforeseen already carries its status and words for a reader.
  if (kind !== 'unknown') return;
  const { requestId } = event.locals;
  logger.error(
    { requestId, method: event.request.method, path: event.url.pathname, err: error },
    'page failed',
  );
  return {
    message: 'The site failed to make this page. The log has the reason under the id below.',
    instance: requestId,
  };
};

import type { RequestEvent } from '@sveltejs/kit';

/**
 * Whom a request comes from, as `X-Forwarded-For` says it: what proxies before this site wrote, then who spoke to the
 * site. Which of these to believe is for the service to know.
 */
export function forwardedFor({ request, getClientAddress }: RequestEvent): string {
  const before = request.headers.get('x-forwarded-for');
  return before ? `${before}, ${getClientAddress()}` : getClientAddress();
}

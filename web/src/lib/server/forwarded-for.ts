/**
 * Whom a request comes from, as `X-Forwarded-For` says it: what proxies before this site wrote, then who spoke to the
 * site. Which of these to believe is for the service to know.
 * @param headers of the request
 * @param address of who spoke to the site
 */
export function forwardedFor(headers: Headers, address: string): string {
  const before = headers.get('x-forwarded-for');
  return before ? `${before}, ${address}` : address;
}

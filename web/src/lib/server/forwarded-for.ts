/**
 * The clients of a request for `X-Forwarded-For`: what proxies in front of this site wrote, then the address that
 * connected to the site. The service decides which of them to trust.
 * @param headers of the request
 * @param address of the client that connected to the site
 */
export function forwardedFor(headers: Headers, address: string): string {
  const before = headers.get('x-forwarded-for');
  return before ? `${before}, ${address}` : address;
}

const kept = ['content-type', 'content-length'];

/** An image passed on with nothing but its bytes, their type and number: no name, tag or date of its source. */
export function imageResponse(upstream: Response): Response {
  const headers = new Headers({ 'cache-control': 'private, max-age=86400, immutable' });
  for (const name of kept) {
    const value = upstream.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new Response(upstream.body, { headers });
}

/**
 * An image of the catalog, passed on with the headers with which everyone may keep it for ever; nothing of it where the
 * browser has it.
 */
export function keptForEver(image: Response, request: Request): Response {
  const headers = new Headers({
    'cache-control': 'public, max-age=31536000, immutable',
    // An image opened by itself runs nothing, whatever it holds.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  });
  for (const name of ['etag', 'content-type', 'content-length']) {
    const value = image.headers.get(name);
    if (value) headers.set(name, value);
  }
  const etag = headers.get('etag');
  if (etag === null || request.headers.get('if-none-match') !== etag)
    return new Response(image.body, { headers });
  void image.body?.cancel();
  headers.delete('content-length');
  return new Response(null, { status: 304, headers });
}

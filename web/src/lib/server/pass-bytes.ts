/**
 * An image of the catalog, for whom and for as long as the catalog says: one under embargo is a maintainer's alone. Nothing of
 * it where the browser has it.
 */
export async function passBytes(image: Response, request: Request): Promise<Response> {
  const headers = new Headers({
    // An image opened by itself runs nothing, whatever it holds.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
  });
  for (const name of ['cache-control', 'content-type', 'content-length', 'etag']) {
    const value = image.headers.get(name);
    if (value) headers.set(name, value);
  }
  if (image.headers.has('vary')) headers.set('vary', 'Cookie');
  if (request.headers.get('if-none-match') !== headers.get('etag'))
    return new Response(image.body, { headers });
  await image.body?.cancel();
  headers.delete('content-length');
  return new Response(null, { status: 304, headers });
}

import { catalog, orErrorPage, send, toCatalog } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** An image's bytes, which its address names: they can be kept for ever. */
export const GET: RequestHandler = async ({ params, request }) => {
  const etag = `"${params.sha256}"`;
  const headers = new Headers({
    'cache-control': 'public, max-age=31536000, immutable',
    // An image opened by itself runs nothing, whatever it holds.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    etag,
  });
  if (request.headers.get('if-none-match') === etag) return new Response(null, { status: 304, headers });
  const image = await orErrorPage(
    send(catalog.readImageFile, { params }, { ...toCatalog(), signal: request.signal }),
  );
  for (const name of ['content-type', 'content-length']) {
    const value = image.headers.get(name);
    if (value) headers.set(name, value);
  }
  return new Response(image.body, { headers });
};

import { passBytes } from '#lib/server/pass-bytes.ts';
import { catalog, orErrorPage, send, toCatalog } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** An image in small, for lists. */
export const GET: RequestHandler = async ({ params, request }) => {
  const options = { ...toCatalog(), signal: request.signal };
  return passBytes(await orErrorPage(send(catalog.readThumbnail, { params }, options)), request);
};

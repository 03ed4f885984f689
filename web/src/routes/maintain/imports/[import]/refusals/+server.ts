import { catalog, orErrorPage, send, toCatalog } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** Every refused row of the last run, as a file. */
export const GET: RequestHandler = async ({ params }) => {
  const { body } = await orErrorPage(send(catalog.listRefusals, { params }, toCatalog()));
  const headers = {
    'content-type': 'application/x-ndjson',
    'content-disposition': 'attachment; filename="refused.jsonl"',
    'cache-control': 'private, no-store',
  };
  return new Response(body, { headers });
};

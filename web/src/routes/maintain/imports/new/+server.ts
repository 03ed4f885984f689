import { json } from '@sveltejs/kit';
import { call, catalog, orErrorPage, toCatalog } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** Begins to send a file, for scripts of this site. */
export const POST: RequestHandler = async ({ request }) => {
  const body = await request.json();
  return json(await orErrorPage(call(catalog.createImport, { body }, toCatalog())), { status: 201 });
};

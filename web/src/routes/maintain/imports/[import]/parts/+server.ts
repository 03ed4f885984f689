import { json } from '@sveltejs/kit';
import { call, catalog, orErrorPage, toCatalog } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** The parts of a file that are here, for scripts of this site. */
export const GET: RequestHandler = async ({ params }) =>
  json(await orErrorPage(call(catalog.listParts, { params }, toCatalog())));

import { json } from '@sveltejs/kit';
import { call, inference, orErrorPage, toInference } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** What is wrong with a manifest, for scripts of this site. */
export const POST: RequestHandler = async ({ request }) => {
  const body = await request.json();
  return json(await orErrorPage(call(inference.checkManifest, { body }, toInference())));
};

import { json } from '@sveltejs/kit';
import { putPart } from '#lib/imports/send-file.server.ts';
import { orErrorPage } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** Takes a part of a file from a script of this site. */
export const PUT: RequestHandler = async ({ params, request, url }) => {
  const bytes = new Uint8Array(await request.arrayBuffer());
  const sha256 = url.searchParams.get('sha256') ?? undefined;
  return json(await orErrorPage(putPart(params.import, Number(params.part), bytes, sha256)));
};

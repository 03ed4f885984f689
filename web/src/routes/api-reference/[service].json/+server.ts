import { error } from '@sveltejs/kit';
import { openApiDocuments } from '#lib/server/openapi-documents.ts';
import type { RequestHandler } from './$types';

/** A service's OpenAPI document, with this site's address of it as the server. */
export const GET: RequestHandler = ({ params }) => {
  const found = openApiDocuments.find(({ service }) => service === params.service);
  if (!found) error(404, `There is no service called “${params.service}”.`);
  return Response.json({ ...found.document, servers: [{ url: `/api/${found.service}` }] });
};

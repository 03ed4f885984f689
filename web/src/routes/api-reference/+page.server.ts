import { namedTypes, operationsByTag } from '#lib/api-reference/operations.ts';
import { openApiDocuments } from '#lib/server/openapi-documents.ts';
import { problemPages } from '#lib/server/problem-pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => ({
  origin: url.origin,
  services: openApiDocuments.map(({ service, document }) => ({
    service,
    title: document.info.title,
    version: document.info.version,
    tags: operationsByTag(document),
    types: namedTypes(document),
  })),
  problems: problemPages.map(({ type, status, title }) => ({ type, status, title })),
});

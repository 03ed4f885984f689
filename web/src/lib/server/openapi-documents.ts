import type { OpenApiDocument } from '#lib/api-reference/operations.ts';

const files = import.meta.glob<OpenApiDocument>('../../../../packages/contract/openapi/*.json', {
  eager: true,
  import: 'default',
});

/** The services' OpenAPI documents as they were when the site was built. */
export const openApiDocuments = Object.entries(files).map(([path, document]) => ({
  service: path.slice(path.lastIndexOf('/') + 1, -'.json'.length),
  document,
}));

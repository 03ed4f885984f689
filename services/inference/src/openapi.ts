import { inference } from '@fakexplain/contract';
import { openApiDocument as documentOf } from '@fakexplain/contract/openapi-document';
import { OpenAPIHono } from '@hono/zod-openapi';

export const apiDescription = { title: 'FakeXplain Arena: inference', version: '1.0.0' };

/** Describes the bearer token that operations of the contract require. */
export function describeSecurity({ openAPIRegistry }: OpenAPIHono): void {
  openAPIRegistry.registerComponent('securitySchemes', 'maintainer', {
    type: 'http',
    scheme: 'bearer',
    description: 'The token that the service was started with (MAINTAINER_TOKEN).',
  });
}

/** The contract as an OpenAPI 3.1 document. */
export function openApiDocument() {
  const app = new OpenAPIHono();
  describeSecurity(app);
  for (const part of Object.values(inference))
    if (typeof part === 'object' && 'operationId' in part) app.openAPIRegistry.registerPath(part);
  return documentOf(app, apiDescription);
}

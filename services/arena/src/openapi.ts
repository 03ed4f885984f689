import { arena } from '@fakexplain/contract';
import { describeAccess, openApiDocument as documentOf } from '@fakexplain/contract/openapi-document';
import { OpenAPIHono } from '@hono/zod-openapi';

export const apiDescription = { title: 'FakeXplain Arena: arena', version: '1.0.0' };

/** Describes what operations of the contract require to be sent. */
export function describeSecurity({ openAPIRegistry }: OpenAPIHono): void {
  describeAccess(openAPIRegistry);
  openAPIRegistry.registerComponent('securitySchemes', 'rater', {
    type: 'http',
    scheme: 'bearer',
    description: 'The token that enrolling in a study answers with. It counts in that study alone.',
  });
}

/** The contract as an OpenAPI 3.1 document. */
export function openApiDocument() {
  const app = new OpenAPIHono();
  describeSecurity(app);
  for (const part of Object.values(arena)) if ('operationId' in part) app.openAPIRegistry.registerPath(part);
  return documentOf(app, apiDescription);
}

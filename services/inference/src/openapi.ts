import { inference } from '@fakexplain/contract';
import { describeAccess, openApiDocument as documentOf } from '@fakexplain/contract/openapi-document';
import { OpenAPIHono } from '@hono/zod-openapi';

export const apiDescription = { title: 'FakeXplain Arena: inference', version: '1.0.0' };

/** Describes what operations of the contract require to be sent. */
export function describeSecurity({ openAPIRegistry }: OpenAPIHono): void {
  describeAccess(openAPIRegistry);
}

/** The contract as an OpenAPI 3.1 document. */
export function openApiDocument() {
  const app = new OpenAPIHono();
  describeSecurity(app);
  for (const part of Object.values(inference))
    if (typeof part === 'object' && 'operationId' in part) app.openAPIRegistry.registerPath(part);
  return documentOf(app, apiDescription);
}

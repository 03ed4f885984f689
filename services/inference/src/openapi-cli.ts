// Writes the OpenAPI document that is committed; with --check only says whether it is up to date.
import { fileURLToPath } from 'node:url';
import { keepOpenApiFile } from '@fakexplain/service-kit';
import { openApiDocument } from './openapi.ts';

const file = fileURLToPath(new URL('../../../packages/contract/openapi/inference.json', import.meta.url));
process.exitCode = await keepOpenApiFile(
  { request: () => Response.json(openApiDocument()) },
  file,
  process.argv.slice(2),
);

import { join } from 'node:path';
import { Argument, type Command } from '@commander-js/extra-typings';
import { addExamples } from '../define-command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import { keepGeneratedFile, keepGeneratedText } from '../keep-generated-file.ts';
import { pythonTypes } from '../python-types.ts';
import type { Perform, Task } from '../session.ts';

const documents = {
  arena: async (): Promise<unknown> => (await import('@fakexplain/arena/openapi.ts')).openApiDocument(),
  catalog: async () => (await import('@fakexplain/catalog/openapi.ts')).openApiDocument(),
  inference: async (): Promise<unknown> =>
    (await import('@fakexplain/inference/openapi.ts')).openApiDocument(),
  metrics: async () => (await import('@fakexplain/metrics/openapi.ts')).openApiDocument(),
};
type Service = keyof typeof documents;
const services = ['arena', 'catalog', 'inference', 'metrics'] as const satisfies Service[];

const packages = join(import.meta.dirname, '../../../packages');
const folder = join(packages, 'contract/openapi');
/** What the Python package returns. */
const returned = [
  { service: 'arena', schemas: ['Leaderboard'] },
  { service: 'catalog', schemas: ['ImportDetails', 'ImportReport', 'Refusal'] },
  { service: 'metrics', schemas: ['RunReport', 'Comparison'] },
] as const satisfies { service: Service; schemas: string[] }[];

export function addOpenApiCommand(program: Command, perform: Perform): void {
  const command = program
    .command('openapi')
    .summary('write the OpenAPI documents of the services')
    .description(
      'Writes the OpenAPI documents that are committed, from the services’ routes, and the types of the Python package from them.',
    )
    .addArgument(new Argument('[service...]', 'only of these').choices(services).default([...services]))
    .option('--check', 'only say whether they are up to date', false)
    .action((services, { check }) => perform(keepDocuments, { services, check }));
  addExamples(command, {
    openapi: 'after a change of routes',
    'openapi arena --check': 'is one of them up to date?',
  });
}

const keepDocuments: Task<{ services: readonly Service[]; check: boolean }> = async ({ services, check }) => {
  let code: ExitCode = exitCodes.done;
  for (const service of services) {
    const kept = await keepGeneratedFile(join(folder, `${service}.json`), await documents[service](), {
      check,
    });
    if (kept !== exitCodes.done) code = kept;
  }
  const wanted = await Promise.all(
    returned.map(async ({ service, schemas }) => ({ document: await documents[service](), schemas })),
  );
  const types = join(packages, 'python/src/fakexplain/site_types.py');
  const kept = await keepGeneratedText(types, pythonTypes(wanted), { check });
  return kept === exitCodes.done ? code : kept;
};

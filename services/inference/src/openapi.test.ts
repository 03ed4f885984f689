import { connect } from '@fakexplain/database';
import { createLogger, parseTrustedProxies } from '@fakexplain/service-kit';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from './app.ts';
import { FileHashes } from './models/file-hashes.ts';
import { openApiDocument } from './openapi.ts';
import { scriptedModels } from './testing/scripted-models.ts';
import { KeptModels } from './trials/kept-models.ts';

const operations = (paths: object) =>
  Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
    .toSorted();

test('every operation of the contract is served, and nothing else', async () => {
  // Nothing connects until the first query, and there is none.
  const { db, sql } = connect('postgres://nobody@localhost/nothing');
  const app = createApp({
    db,
    sql,
    registry: { modelFolders: [], ownFolder: null, environment: {}, hashes: new FileHashes() },
    kept: new KeptModels(scriptedModels().openModel, { most: 1, idleMs: 1 }),
    trustedProxies: parseTrustedProxies(''),
    limiter: { take: async () => 0, codeOf: async () => '' },
    clock: () => new Date(),
    stopping: new AbortController().signal,
    logger: createLogger('inference-test', 'silent'),
  });
  const served = z
    .object({ paths: z.record(z.string(), z.looseObject({})) })
    .parse(await (await app.request('/openapi.json')).json());
  expect(operations(served.paths)).toEqual(operations(openApiDocument().paths ?? {}));
});

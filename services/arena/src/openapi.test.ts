import { connect } from '@fakexplain/database';
import { createLogger, parseTrustedProxies } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from './app.ts';
import { openApiDocument } from './openapi.ts';
import { createPictures } from './pictures/pictures.ts';
import { createReports } from '@fakexplain/service-kit/reports';
import { noAudits } from './testing/no-audits.ts';

const noBlobs: BlobStore = { put: async () => '', has: async () => false, get: async () => null };

const operations = (paths: object) =>
  Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`))
    .toSorted();

test('every operation of the contract is served, and nothing else', async () => {
  // Nothing connects until the first query, and there is none.
  const connection = connect('postgres://nobody@localhost/nothing');
  const { db, sql } = connection;
  const clock = () => new Date();
  const app = createApp({
    db,
    sql,
    reports: createReports(connection),
    blobs: noBlobs,
    pictures: createPictures({ sql, blobs: noBlobs, clock }),
    audits: noAudits,
    clock,
    random: Math.random,
    newId: () => '',
    maintainerToken: 'x',
    participantKey: 'x',
    stopping: new AbortController().signal,
    trustedProxies: parseTrustedProxies(''),
    limiter: { take: async () => 0, codeOf: async () => '' },
    logger: createLogger('arena-test', 'silent'),
  });
  const served = z
    .object({ paths: z.record(z.string(), z.looseObject({})) })
    .parse(await (await app.request('/openapi.json')).json());
  expect(operations(served.paths)).toEqual(operations(openApiDocument().paths ?? {}));
});

test('the document names both kinds of token', () => {
  expect(openApiDocument().components?.securitySchemes).toMatchObject({
    maintainer: { type: 'http', scheme: 'bearer' },
    rater: { type: 'http', scheme: 'bearer' },
  });
});

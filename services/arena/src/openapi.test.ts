import { connect } from '@fakexplain/database';
import { createLogger, parseTrustedProxies } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Auth } from './accounts/ask-auth.ts';
import { createApp } from './app.ts';
import { openApiDocument } from './openapi.ts';
import { createPictures } from './pictures/pictures.ts';
import { createReports } from '@fakexplain/service-kit/reports';
import { startThreads } from '@fakexplain/service-kit/threads';
import { noAudits } from './testing/no-audits.ts';

const noBlobs: BlobStore = {
  put: async () => '',
  has: async () => false,
  get: async () => null,
  remove: async () => undefined,
};

const refuse = () => Promise.reject(new Error('nobody asks'));
const noAuth: Auth = { ask: refuse, hashPassword: refuse, verifyPassword: refuse };

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
    readVotes: refuse,
    readLeaderboard: refuse,
    encoding: startThreads(1),
    blobs: noBlobs,
    pictures: createPictures({ sql, blobs: noBlobs, clock }),
    audits: noAudits,
    clock,
    random: Math.random,
    newId: () => '',
    accounts: connection,
    auth: noAuth,
    providers: [],
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

test('the document names every way to say who one is', () => {
  expect(openApiDocument().components?.securitySchemes).toMatchObject({
    session: { type: 'apiKey', in: 'header', name: 'X-Session' },
    apiKey: { type: 'http', scheme: 'bearer' },
    rater: { type: 'http', scheme: 'bearer' },
  });
});

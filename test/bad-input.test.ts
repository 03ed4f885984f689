import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arena, catalog, inference, metrics, problemSchema } from '@fakexplain/contract';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { Service } from '../cli/src/stack/child-service.ts';
import { enrolRater, maintainerKey, startArena } from './harness/arena.ts';
import { startInference } from './harness/inference.ts';
import { startCatalog, startMetrics } from './harness/catalog-and-metrics.ts';
import { makeStudy } from './harness/study.ts';

const routeSchema = z.object({
  method: z.enum(['get', 'post', 'put', 'patch', 'delete']),
  path: z.string(),
  operationId: z.string(),
  'x-access': z.string(),
  request: z
    .object({
      body: z
        .object({
          content: z.object({
            'application/json': z.object({ schema: z.custom<z.ZodType>((s) => s instanceof z.ZodType) }),
          }),
        })
        .optional(),
    })
    .optional(),
});
/** What anybody may ask for without saying anything cannot be malformed. */
const asksForNothing = ({ method, path, request, 'x-access': access }: z.infer<typeof routeSchema>) =>
  access === 'public' && method !== 'get' && !request?.body && !path.includes('{');
const routesOf = (contract: object) =>
  Object.values(contract).flatMap((value) => {
    const route = routeSchema.safeParse(value);
    return route.success && !asksForNothing(route.data) ? [route.data] : [];
  });
type Route = z.infer<typeof routeSchema>;

let database: ClonedDatabase;
let services: { arena: Service; catalog: Service; metrics: Service; inference: Service };
let folder: string;
let tokens: string[];
let raterToken: string;

beforeAll(async () => {
  database = await cloneDatabase();
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-bad-input-'));
  services = {
    arena: await startArena(database.url),
    catalog: await startCatalog(database.url),
    metrics: await startMetrics(database.url),
    inference: await startInference({ databaseUrl: database.url, folder }),
  };
  const { db } = database;
  await makeStudy(
    { db, baseUrl: services.arena.address },
    { slug: 'sturdy', sources: ['a', 'b'], images: 40 },
  );
  raterToken = await enrolRater(services.arena.address, 'sturdy');
  tokens = ['', 'nonsense', maintainerKey, raterToken];
  // Opening begins an audit, which is kept when it is done.
  await vi.waitUntil(async () => (await database.sql`select from arena.blinding_audits`).length > 0, {
    timeout: 60_000,
    interval: 100,
  });
});

afterAll(async () => {
  await services?.arena.stop();
  await services?.catalog.stop();
  await services?.metrics.stop();
  await services?.inference.stop();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

/** How many rows each table of the services holds. */
async function rowCounts(): Promise<unknown> {
  const tables = await database.sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('account', 'arena', 'audit', 'catalog', 'inference') order by 1`;
  return Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await database.sql.unsafe(`select count(*)::int as rows from ${name}`);
      return `${name} ${row?.['rows']}`;
    }),
  );
}

interface Answer {
  status: number;
  type: string;
  text: string;
}

/** Sends exactly these bytes; `fetch` would refuse or mend many of them. */
function send(
  base: string,
  method: string,
  path: string,
  headers: Record<string, string>,
  body: Buffer,
): Promise<Answer> {
  const { hostname, port } = new URL(base);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers['content-type'] ?? '',
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
      // Endless answers (event streams) are told by their head alone.
      if (response.headers['content-type']?.startsWith('text/event-stream')) {
        resolve({ status: response.statusCode ?? 0, type: 'text/event-stream', text: '' });
        response.destroy();
      }
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const segment = fc.oneof(
  fc.constantFrom(
    'sturdy',
    'no-such-study',
    '..',
    '%00',
    '%ff',
    '%',
    '%2F%2e%2e',
    '-1',
    '1e9',
    'null',
    '0'.repeat(64),
    'a'.repeat(5_000),
  ),
  fc.uuid(),
  fc.string({ maxLength: 40 }).map((text) => encodeURIComponent(text.replaceAll(/[\ud800-\udfff]/g, ''))),
);
const query = fc.oneof(
  fc.constant(''),
  fc
    .dictionary(
      fc.constantFrom('slice', 'value', 'pairs', 'limit', 'after', 'label', 'x', '__proto__'),
      fc.oneof(
        fc.constantFrom('all', 'generator', '-1', '1e99', '%00', '\u0000', 'NaN', 'x'.repeat(3_000)),
        fc.string({ maxLength: 20 }),
      ),
    )
    .map((pairs) => `?${new URLSearchParams(pairs)}`),
);
const bytes = fc.oneof(
  fc.json().map((text) => Buffer.from(text)),
  fc
    .constantFrom(
      '{',
      '[]',
      '"',
      'null',
      '{"choice":"left"',
      '{"consent":"yes"}',
      '{"choice":"left\\u0000"}',
      '{"ahead":1e400}',
      `[${'['.repeat(20_000)}`,
      '\u0000',
    )
    .map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 200 }).map((raw) => Buffer.from(raw)),
);
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json; charset=latin1',
      'text/plain',
      'multipart/form-data',
      'x',
      '',
    ),
    'idempotency-key': fc.constantFrom(
      '',
      'short',
      'a-sufficient-key',
      'x'.repeat(4_000),
      'sp ace key',
      '\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9',
    ),
    accept: fc.constantFrom('*/*', 'text/html', 'nonsense'),
    range: fc.constantFrom('bytes=0-', 'bytes=9999999-', 'x'),
    'if-none-match': fc.constantFrom('*', '""', 'x'),
  },
  { requiredKeys: [] },
);

/** A body that the contract accepts is no malformed request. */
function isValid(route: Route, body: Buffer): boolean {
  const schema = route.request?.body?.content['application/json'].schema;
  if (!schema) return false;
  try {
    return schema.safeParse(JSON.parse(body.toString('utf8'))).success;
  } catch {
    return false;
  }
}

describe.each([
  ['arena' as const, routesOf(arena)],
  ['catalog' as const, routesOf(catalog)],
  ['metrics' as const, routesOf(metrics)],
  ['inference' as const, routesOf(inference)],
])('%s', (name, routes) => {
  test('has routes to try', () => expect(routes.length).toBeGreaterThan(4));

  test.each(routes)(
    '$operationId answers malformed requests with a problem and writes nothing',
    async (route) => {
      const before = await rowCounts();
      const segments = route.path.match(/\{\w+\}/g)?.length ?? 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(segment, { minLength: segments, maxLength: segments }),
          query,
          headers,
          bytes,
          fc.nat({ max: tokens.length - 1 }),
          async (values, search, given, body, tokenAt) => {
            const rest = values.values();
            const path = route.path.replaceAll(/\{\w+\}/g, () => rest.next().value ?? '') + search;
            const token = tokens[tokenAt];
            // Without a body a state change is fully described by its path: only wrong credentials make it malformed.
            const bodiless = route.method !== 'get' && !route.request?.body;
            const isTrusted = token === maintainerKey || token === raterToken;
            fc.pre(!(bodiless && isTrusted) && !isValid(route, body));
            const sent = {
              ...given,
              ...(token ? { authorization: `Bearer ${token}` } : {}),
              ...(route.method === 'get' ? {} : { 'content-length': String(body.length) }),
            };
            const answer = await send(
              services[name].address,
              route.method.toUpperCase(),
              path,
              sent,
              route.method === 'get' ? Buffer.alloc(0) : body,
            );
            expect(answer.status).toBeLessThan(500);
            expect(answer.text).not.toMatch(/\n\s+at |node_modules|\.ts:\d+|select .* from|violates/i);
            if (answer.status >= 400) {
              expect(answer.type).toContain('application/problem+json');
              expect(problemSchema.parse(JSON.parse(answer.text)).status).toBe(answer.status);
            } else {
              expect(route.method).toBe('get');
            }
          },
        ),
        { numRuns: 150 },
      );
      expect(await rowCounts()).toEqual(before);
    },
  );
});

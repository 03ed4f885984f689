import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  accessOf,
  arena,
  catalog,
  inference,
  metrics,
  operationsOf,
  problemSchema,
} from '@fakexplain/contract';
import type { Operation } from '@fakexplain/contract/operation';
import { cloneDatabase, maintainerKey, type ClonedDatabase } from '@fakexplain/database/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../cli/src/stack/child-service.ts';
import { enrolRater, startArena } from './harness/arena.ts';
import { startCatalog, startMetrics } from './harness/catalog-and-metrics.ts';
import { startInference } from './harness/inference.ts';
import { addKey, addPerson } from './harness/people.ts';
import { makeStudy } from './harness/study.ts';

let database: ClonedDatabase;
let services: Record<'arena' | 'catalog' | 'metrics' | 'inference', Service>;
let folder: string;
let raterToken: string;

beforeAll(async () => {
  database = await cloneDatabase();
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-access-'));
  services = {
    arena: await startArena(database.url),
    catalog: await startCatalog(database.url),
    metrics: await startMetrics(database.url),
    inference: await startInference({ databaseUrl: database.url, folder }),
  };
  const { db } = database;
  for (const slug of ['this-one', 'another'])
    await makeStudy({ db, baseUrl: services.arena.address }, { slug, sources: ['a', 'b'], images: 4 });
  raterToken = await enrolRater(services.arena.address, 'this-one');
});
afterAll(async () => {
  for (const service of Object.values(services ?? {})) await service.stop();
  await database?.close();
  await rm(folder, { recursive: true, force: true });
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const session = async (somebody: Parameters<typeof addPerson>[1]) => ({
  'x-session': (await addPerson(database.sql, somebody)).session,
});
const ownersKey = async (scope: 'read' | 'write' | 'manage') =>
  addKey(database.sql, (await addPerson(database.sql, { role: 'owner' })).id, scope);

/** Everybody who may send a request, each with what they have, made anew for each. */
const callers = {
  anyone: async () => ({}),
  rater: async () => bearer(raterToken),
  'a key that never was': async () => bearer('fxk_never-was'),
  'a revoked key': async () => {
    const key = await ownersKey('manage');
    await database.sql`update account.api_keys set revoked_at = now() where name = 'manage'`;
    return bearer(key);
  },
  'an ended session': async () => {
    const { id, session } = await addPerson(database.sql, { role: 'owner' });
    await database.sql`delete from account.sessions where person_id = ${id}`;
    return { 'x-session': session };
  },
  'a disabled owner': async () => {
    const { id, session } = await addPerson(database.sql, { role: 'owner' });
    await database.sql`update account.people set disabled_at = now() where id = ${id}`;
    return { 'x-session': session };
  },
  'somebody without a role': () => session({}),
  viewer: () => session({ role: 'viewer' }),
  'viewer of this study': () => session({ study: { slug: 'this-one', role: 'viewer' } }),
  maintainer: () => session({ role: 'maintainer' }),
  'maintainer of this study': () => session({ study: { slug: 'this-one', role: 'maintainer' } }),
  'maintainer of another study': () => session({ study: { slug: 'another', role: 'maintainer' } }),
  'owner of another study': () => session({ study: { slug: 'another', role: 'owner' } }),
  'owner of this study': () => session({ study: { slug: 'this-one', role: 'owner' } }),
  owner: () => session({ role: 'owner' }),
  'owner’s key to read': async () => bearer(await ownersKey('read')),
  'owner’s key to write': async () => bearer(await ownersKey('write')),
  'owner’s key to manage': async () => bearer(await ownersKey('manage')),
  'key of a process': async () => bearer(maintainerKey),
} satisfies Record<string, () => Promise<Record<string, string>>>;
type Caller = keyof typeof callers;

const unknown: Caller[] = [
  'anyone',
  'rater',
  'a key that never was',
  'a revoked key',
  'an ended session',
  'a disabled owner',
];
const known = (Object.keys(callers) as Caller[]).filter((caller) => !unknown.includes(caller));

/** Who may call an operation, besides raters and the public. */
function allowed({ method, path, ...operation }: Operation): readonly Caller[] {
  const reads = method === 'get';
  const ofStudy = path.includes('{study}');
  const keys = (...more: Caller[]): Caller[] => [
    ...(reads ? (['owner’s key to read'] as const) : []),
    ...more,
  ];
  switch (accessOf({ method, path, ...operation })) {
    case 'person':
      return reads
        ? known.filter((caller) => caller !== 'key of a process')
        : known.filter((caller) => !caller.includes('key'));
    case 'viewer':
      return [
        'viewer',
        'maintainer',
        'owner',
        'key of a process',
        ...keys('owner’s key to write', 'owner’s key to manage'),
        ...(ofStudy
          ? (['viewer of this study', 'maintainer of this study', 'owner of this study'] as const)
          : []),
      ];
    case 'maintainer':
      return [
        'maintainer',
        'owner',
        'key of a process',
        ...keys('owner’s key to write', 'owner’s key to manage'),
        ...(ofStudy ? (['maintainer of this study', 'owner of this study'] as const) : []),
      ];
    case 'owner':
      return [
        'owner',
        ...keys(...(reads ? (['owner’s key to write'] as const) : []), 'owner’s key to manage'),
        ...(ofStudy ? (['owner of this study'] as const) : []),
      ];
    default:
      return known;
  }
}

const values: Partial<Record<string, string>> = {
  study: 'this-one',
  sha256: '0'.repeat(64),
  position: '0',
  dataset: 'this-one',
  model: 'none',
  provider: 'none',
};
const someId = '00000000-0000-4000-8000-000000000000';

/** What a service says of an operation without a body: the kind of its refusal, or that there is none. */
async function ask(base: string, { method, path }: Operation, headers: Record<string, string>) {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? someId);
  const response = await fetch(base + filled, { method: method.toUpperCase(), headers });
  if (response.ok) {
    await response.body?.cancel();
    return 'taken';
  }
  const { type } = problemSchema.parse(await response.json());
  return type.slice('/problems/'.length);
}

const contracts = { arena, catalog, metrics, inference };
const operations = (Object.keys(contracts) as (keyof typeof contracts)[]).flatMap((service) =>
  operationsOf(contracts[service]).map((operation) => ({
    service,
    operation,
    id: operation.operationId,
    access: String(accessOf(operation)),
  })),
);

test('every route says who may call it', () => {
  const kinds = ['public', 'rater', 'person', 'viewer', 'maintainer', 'owner'];
  expect(operations.filter(({ access }) => !kinds.includes(access))).toEqual([]);
  expect(new Set(operations.map(({ access }) => access))).toEqual(new Set(kinds));
});

describe.each(operations)('$service $id ($access)', ({ service, operation, access }) => {
  test('lets through whom it should, and nobody else', async () => {
    const answers: Record<string, string> = {};
    const expected: Record<string, string> = {};
    const may = allowed(operation);
    for (const caller of Object.keys(callers) as Caller[]) {
      const answer = await ask(services[service].address, operation, await callers[caller]());
      const refused = answer === 'unauthenticated' || answer === 'forbidden' ? answer : 'let through';
      // Raters prove who they are to the route itself, after it has read the request.
      if (access === 'rater' && caller !== 'rater') {
        answers[caller] = answer === 'taken' ? 'taken' : 'refused';
        expected[caller] = 'refused';
        continue;
      }
      answers[caller] = refused;
      if (access === 'public' || access === 'rater') expected[caller] = 'let through';
      else if (unknown.includes(caller)) expected[caller] = 'unauthenticated';
      else expected[caller] = may.includes(caller) ? 'let through' : 'forbidden';
    }
    expect(answers).toEqual(expected);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arena, call, catalog, changes, inference, metrics, operationsOf, send } from '@fakexplain/contract';
import { fillCatalog, type Catalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../services/arena/src/testing/start-arena.ts';
import { shippedModels } from '../services/inference/src/models/read-models.ts';
import { startInference, type TestInference } from '../services/inference/src/testing/start-inference.ts';
import { addKey, addPerson, joinArena, password } from './harness/people.ts';

let service: TestArena;
let models: TestInference;
let things: Catalog;
/** Somebody who owns the site, as options of `call`. */
let owner: ReturnType<TestArena['as']>;

beforeAll(async () => {
  service = await startArena();
  models = await startInference();
  things = await fillCatalog(service.database.db, { images: 8, sources: ['one', 'two'] });
  const { session } = await addPerson(service.database.sql, { role: 'owner' });
  owner = { ...service.as(), session };
});
afterAll(async () => {
  await service?.close();
  await models?.close();
});

let made = 0;
/** A draft of its own. */
async function draft(): Promise<{ study: string }> {
  const slug = `study-${(made += 1)}`;
  await call(arena.createStudy, { body: { ...newStudy(things), slug } }, owner);
  return { study: slug };
}
async function open(): Promise<{ study: string }> {
  const params = await draft();
  await call(arena.openStudy, { params }, owner);
  return params;
}
async function archived(): Promise<{ study: string }> {
  const params = await open();
  await call(arena.closeStudy, { params }, owner);
  await call(arena.archiveStudy, { params }, owner);
  return params;
}
async function excluded() {
  const params = await open();
  const { rater } = await service.enrol(params.study);
  const { id } = await call(arena.excludeRater, { params, body: { rater, reason: 'a test' } }, owner);
  return { ...params, exclusion: id };
}
async function snapshot() {
  const params = await open();
  const rater = await service.enrol(params.study);
  await cast(rater, (await draw(rater, params.study)).ballots[0]?.id ?? '', { choice: 'left' });
  const { name } = await call(arena.makeSnapshot, { params, body: { name: 'v1' } }, owner);
  return { ...params, snapshot: name };
}
/** Somebody else than the owner. */
async function somebody() {
  const { id, session } = await addPerson(service.database.sql, { role: 'maintainer' });
  return { id, as: { ...service.as(), session } };
}
async function invitation() {
  const { path, invitation } = await call(arena.createAccountInvitation, { body: { role: 'viewer' } }, owner);
  return { token: new URL(path, 'http://site').searchParams.get('token') ?? '', id: invitation.id };
}
async function run(): Promise<{ run: string }> {
  const slug = `set-${(made += 1)}`;
  await models.addDataset(slug, 4);
  return { run: (await models.startRun({ model: 'steady', dataset: slug })).id };
}

/** The manifest of a model that is served somewhere. */
const served = (slug: string) =>
  readFileSync(join(shippedModels, 'npr.yaml'), 'utf8').replace(/^slug: .*$/m, `slug: ${slug}`);

/** One call of each operation that changes something. */
const calls: Record<string, () => Promise<unknown>> = {
  createStudy: draft,
  deleteDraft: async () => call(arena.deleteDraft, { params: await draft() }, owner),
  prepareStudy: async () => {
    const params = await draft();
    await service.database.sql`delete from arena.pictures`;
    return call(arena.prepareStudy, { params }, owner);
  },
  openStudy: open,
  closeStudy: async () => call(arena.closeStudy, { params: await open() }, owner),
  editDraft: async () => {
    const params = await draft();
    const settings = await call(arena.readSettings, { params }, owner);
    return call(arena.editDraft, { params, body: { ...settings, title: 'Another' } }, owner);
  },
  duplicateStudy: async () =>
    call(arena.duplicateStudy, { params: await draft(), body: { slug: `copy-${(made += 1)}` } }, owner),
  makeVersion: async () => call(arena.makeVersion, { params: await open(), body: {} }, owner),
  pauseStudy: async () => call(arena.pauseStudy, { params: await open() }, owner),
  resumeStudy: async () => {
    const params = await open();
    await call(arena.pauseStudy, { params }, owner);
    return call(arena.resumeStudy, { params }, owner);
  },
  archiveStudy: archived,
  restoreStudy: async () => call(arena.restoreStudy, { params: await archived() }, owner),
  keepPlan: async () => {
    const params = await draft();
    const pair: [string, string] = ['one', 'two'];
    const assumed = { share: 0.7, correlations: { rater: 0.1, image: 0.05 } };
    const size = { raters: 40, ballots: 6, images: 8 };
    const body = { pair, looks: 'any' as const, goal: { power: 0.8 }, ...size, assumed };
    return call(arena.keepPlan, { params, body }, owner);
  },
  makeSnapshot: snapshot,
  editSnapshot: async () =>
    call(arena.editSnapshot, { params: await snapshot(), body: { note: 'as in the paper' } }, owner),
  reviseConsent: async () => {
    const params = await open();
    const { consent, contact, minutes, payTerms, withdrawUntil, translations } = await call(
      arena.readSettings,
      { params },
      owner,
    );
    const body = { consent: `${consent} And more.`, contact, minutes, payTerms, withdrawUntil, translations };
    return call(arena.reviseConsent, { params, body }, owner);
  },
  revokeInvitation: async () => {
    const params = await open();
    await call(arena.createInvitations, { params, body: {} }, owner);
    const [one] = (await call(arena.listInvitations, { params }, owner)).invitations;
    return call(arena.revokeInvitation, { params: { ...params, invitation: one?.id ?? '' } }, owner);
  },
  createInvitations: async () => call(arena.createInvitations, { params: await open(), body: {} }, owner),
  excludeRater: excluded,
  withdrawExclusion: async () => call(arena.withdrawExclusion, { params: await excluded() }, owner),

  createAccount: async () => joinArena(service.as(), (await invitation()).token),
  acceptAccountInvitation: async () => {
    const { token } = await invitation();
    return call(arena.acceptAccountInvitation, { body: { token } }, (await somebody()).as);
  },
  signIn: async () => {
    const { email } = await joinArena(service.as(), (await invitation()).token);
    return call(arena.signIn, { body: { email, password } }, service.as());
  },
  signOut: async () => call(arena.signOut, {}, (await somebody()).as),
  changePassword: async () => {
    const { session } = await joinArena(service.as(), (await invitation()).token);
    const body = { current: password, password: 'another long password' };
    return call(arena.changePassword, { body }, { ...service.as(), session });
  },
  endSession: async () => {
    const { as } = await somebody();
    const [session] = (await call(arena.listSessions, {}, as)).sessions;
    return call(arena.endSession, { params: { session: session?.id ?? '' } }, as);
  },
  deletePasskey: async () => {
    const { id, as } = await somebody();
    const [row] = await service.database.sql<{ id: string }[]>`
      insert into account.passkeys (person_id, name, public_key, credential_id, counter, device_type, backed_up)
      values (${id}, 'a key', 'x', ${id}, 0, 'singleDevice', false) returning id`;
    return call(arena.deletePasskey, { params: { passkey: row?.id ?? '' } }, as);
  },
  createKey: () => call(arena.createKey, { body: { name: 'a key' } }, owner),
  revokeKey: async () => {
    const { made } = await call(arena.createKey, { body: { name: 'a key' } }, owner);
    return call(arena.revokeKey, { params: { key: made.id } }, owner);
  },
  revokeAnyKey: async () => {
    const { id, as } = await somebody();
    await addKey(service.database.sql, id, 'read');
    const [key] = (await call(arena.listKeys, {}, as)).keys;
    return call(arena.revokeAnyKey, { params: { key: key?.id ?? '' } }, owner);
  },
  changePerson: async () =>
    call(arena.changePerson, { params: { person: (await somebody()).id }, body: { role: 'viewer' } }, owner),
  setStudyRole: async () => {
    const params = { ...(await draft()), person: (await somebody()).id };
    return call(arena.setStudyRole, { params, body: { role: 'maintainer' } }, owner);
  },
  createAccountInvitation: invitation,
  createStudyPersonInvitation: async () =>
    call(arena.createStudyPersonInvitation, { params: await draft(), body: { role: 'viewer' } }, owner),
  revokeAccountInvitation: async () =>
    call(arena.revokeAccountInvitation, { params: { invitation: (await invitation()).id } }, owner),
  revokeStudyPersonInvitation: async () => {
    const params = await draft();
    const { invitation } = await call(
      arena.createStudyPersonInvitation,
      { params, body: { role: 'viewer' } },
      owner,
    );
    const made = { ...params, invitation: invitation.id };
    return call(arena.revokeStudyPersonInvitation, { params: made }, owner);
  },

  startRun: run,
  pauseRun: async () => call(inference.pauseRun, { params: await run() }, models.maintainer),
  resumeRun: async () => {
    const params = await run();
    await call(inference.pauseRun, { params }, models.maintainer);
    return call(inference.resumeRun, { params }, models.maintainer);
  },
  addModel: () => {
    const manifest = served(`model-${(made += 1)}`);
    return call(inference.addModel, { body: { manifest } }, models.maintainer);
  },
  cancelRun: async () => call(inference.cancelRun, { params: await run() }, models.maintainer),
  retryRun: async () => {
    const params = await run();
    await models.database.sql`
      update inference.tasks set state = 'failed', attempts = 1, reason = 'a test' where run_id = ${params.run}`;
    return call(inference.retryRun, { params }, models.maintainer);
  },
};

/** What changes nothing of its own, or needs more than this file has, and where it is shown to be on record. */
const elsewhere: Record<string, string> = {
  createImport: 'services/catalog/src/imports/imports.db.test.ts',
  putPart: 'it adds to the file that createImport has on record',
  startImport: 'services/catalog/src/imports/imports.db.test.ts',
  stopImport: 'services/catalog/src/imports/imports.db.test.ts',
  deleteImport: 'services/catalog/src/imports/imports.db.test.ts',
  deleteDataset: 'services/catalog/src/deletion/deletion.db.test.ts',
  deleteSource: 'services/catalog/src/deletion/deletion.db.test.ts',
  checkManifest: 'it changes nothing',
  notePaid: 'services/arena/src/invitations/places.db.test.ts',
  auditBlinding: 'services/arena/src/blinding/blinding-audit.db.test.ts',
  excludeFlagged: 'services/arena/src/sentinels/sentinels.db.test.ts',
  beginPasskey: 'it changes nothing: the passkey is added by addPasskey',
  addPasskey: 'test/browser/accounts.test.ts',
  signInByPasskey: 'test/browser/accounts.test.ts',
  signInByProvider: 'services/arena/src/accounts/providers.db.test.ts',
};

test('every operation that changes something is tried here, or named with where it is', () => {
  const changing = [arena, catalog, inference, metrics]
    .flatMap((contract) => operationsOf(contract))
    .filter((operation) => changes(operation))
    .map(({ operationId }) => operationId);
  const tried = [...Object.keys(calls), ...Object.keys(elsewhere)];
  expect(changing.filter((id) => !tried.includes(id))).toEqual([]);
  expect(changing.length).toBeGreaterThan(25);
});

test.each(Object.keys(calls))('%s is on record, with whoever did it', async (action) => {
  const of = action.endsWith('Run') || action === 'addModel' ? models : service;
  const entries = () =>
    of.database.sql<{ id: string; person: string | null; key: string | null; request: string | null }[]>`
      select id, person_id as person, key_name as key, request_id as request
      from audit.entries where action = ${action} order by id`;
  const before = (await entries()).length;
  await calls[action]?.();
  const after = await entries();
  expect(after.length).toBeGreaterThan(before);
  const last = after.at(-1);
  expect(last?.person ?? last?.key).not.toBeNull();
  expect(last?.request).toMatch(/^[0-9a-f-]{36}$/);
});

test('what is refused is not on record', async () => {
  const { study } = await open();
  const count = () => service.database.sql`select from audit.entries`;
  const before = (await count()).length;
  await expect(call(arena.deleteDraft, { params: { study } }, owner)).rejects.toThrow(/is open/);
  expect((await count()).length).toBe(before);
});

test('the log is read by filter, a page at a time, and exported; no secret stands in it', async () => {
  const { key } = await call(arena.createKey, { body: { name: '=1+1, "a" key' } }, owner);
  const { token } = await invitation();
  const query = { action: 'createKey' };
  const first = await call(arena.listAuditEntries, { query: { ...query, limit: 1 } }, owner);
  expect(first.entries).toMatchObject([{ after: { name: '=1+1, "a" key' }, subject: { kind: 'key' } }]);
  expect(first.actions).toEqual([...new Set(first.actions)].toSorted());
  const rest = await call(arena.listAuditEntries, { query: { ...query, before: first.next ?? 0 } }, owner);
  expect(
    rest.entries.every(({ id, action }) => id < (first.entries[0]?.id ?? 0) && action === 'createKey'),
  ).toBe(true);
  const { study } = await draft();
  const about = await call(arena.listAuditEntries, { query: { kind: 'study', subject: study } }, owner);
  expect(about.entries.map(({ action }) => action)).toEqual(['createStudy']);

  const text = async (format: 'csv' | 'jsonl') =>
    (await send(arena.exportAuditEntries, { query: { format } }, owner)).text();
  const [all] = await service.database.sql<{ n: number }[]>`select count(*)::int as n from audit.entries`;
  const lines = (await text('jsonl')).trim().split('\n');
  expect(lines).toHaveLength(all?.n ?? -1);
  const ids = lines.map((line) => arena.auditEntrySchema.parse(JSON.parse(line)).id);
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  const csv = await text('csv');
  expect(csv.startsWith('id,at,person_id,person,')).toBe(true);
  for (const secret of [key, token, password]) {
    expect(lines.join('\n')).not.toContain(secret);
    expect(csv).not.toContain(secret);
  }
});

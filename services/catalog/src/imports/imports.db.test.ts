import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { call, catalog as api, type ClientOptions, ServiceProblem } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { tarOf, zipOf } from '@fakexplain/fixtures/archives';
import { lines, row } from '@fakexplain/fixtures/dataset-folder';
import { newImage } from '@fakexplain/fixtures/images';
import { maintainerKey } from '@fakexplain/database/testing';
import { createLogger } from '@fakexplain/service-kit';
import { eq, sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { createApp } from '../app.ts';
import { contentOf, useCatalog } from '../testing/use-catalog.ts';
import { sweepImports } from './follow-imports.ts';
import { workOnImport } from './work-on-import.ts';

const catalog = useCatalog();
const { imports } = catalogSchema;

/** The client of the contract, as a maintainer; `bytes` are sent as the body. */
function client(bytes?: Uint8Array<ArrayBuffer>, token = maintainerKey): ClientOptions {
  const app = createApp({ ...catalog(), logger: createLogger('catalog', 'silent') });
  return {
    baseUrl: 'http://catalog',
    token,
    fetch: async (input, init) => app.request(new Request(input, bytes ? { ...init, body: bytes } : init)),
  };
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

const partOf = (file: Uint8Array, part: number) =>
  new Uint8Array(file.subarray(part * api.partBytes, (part + 1) * api.partBytes));

async function begin(fileName: string, file: Uint8Array) {
  return call(api.createImport, { body: { fileName, byteSize: file.length } }, client());
}

function put(id: string, file: Uint8Array, part: number, bytes = partOf(file, part)) {
  const input = { params: { import: id, part }, query: { sha256: hashOf(partOf(file, part)) } };
  return call(api.putPart, input, client(bytes));
}

async function upload(fileName: string, file: Uint8Array): Promise<string> {
  const { id, parts } = await begin(fileName, file);
  for (let part = 0; part < parts; part += 1) await put(id, file, part);
  return id;
}

const read = (id: string) => call(api.readImport, { params: { import: id } }, client());

const start = (id: string, settings: api.NewImportSettings, dryRun = false) =>
  call(api.startImport, { params: { import: id }, body: { dryRun, settings } }, client());

const work = (id: string, leaving = new AbortController().signal) =>
  workOnImport(
    id,
    { ...catalog(), uploads: catalog().uploads.store, limits: { entries: 1_000, bytes: 2 ** 24 } },
    leaving,
  );

async function bring(fileName: string, file: Uint8Array, settings: api.NewImportSettings, dryRun = false) {
  const id = await upload(fileName, file);
  await start(id, settings, dryRun);
  await work(id);
  return read(id);
}

async function picturesOf(count: number) {
  const images = [];
  for (let n = 0; n < count; n += 1)
    images.push({ name: `set/${n % 2 === 0 ? 'real' : 'fake'}/${n}.png`, content: await newImage() });
  return images;
}

const counts = async () => {
  const [found] = await catalog().db.execute<{ datasets: number; sources: number; runs: number }>(sql`
    select (select count(*)::int from catalog.datasets) as datasets, (select count(*)::int from catalog.sources) as sources,
      (select count(*)::int from catalog.runs) as runs`);
  return found;
};

const slugOf = (refused: Promise<unknown>) =>
  refused.then(
    () => 'not refused',
    (error: unknown) => (error instanceof ServiceProblem ? error.slug : String(error)),
  );

test('parts may come in any order and again, and go on where they were; damaged ones are refused', async () => {
  const file = new Uint8Array(2 * api.partBytes + 1_000).map((_, index) => (index * 7919) % 251);
  const { id, parts, state } = await begin('big.csv', file);
  expect([parts, state]).toEqual([3, 'uploading']);
  await put(id, file, 2);
  expect(await slugOf(put(id, file, 0, partOf(file, 1)))).toBe('invalid-request');
  expect(await slugOf(put(id, file, 1, new Uint8Array(10)))).toBe('invalid-request');
  expect(await slugOf(put(id, file, 3))).toBe('invalid-request');
  await put(id, file, 0);
  await put(id, file, 0);
  expect(await slugOf(start(id, { form: 'fakevlm', dataset: 'a', source: { slug: 'b' } }))).toBe(
    'import-state-conflict',
  );
  const { parts: here } = await call(api.listParts, { params: { import: id } }, client());
  expect(new Map(here.map(({ part, sha256 }) => [part, sha256]))).toEqual(
    new Map([0, 2].map((part) => [part, hashOf(partOf(file, part))])),
  );
  expect((await put(id, file, 1)).state).toBe('uploaded');
  expect(await slugOf(put(id, file, 1))).toBe('import-state-conflict');
  const whole = await readFile(catalog().uploads.store.fileOf({ id, fileName: 'big.csv' }));
  expect(hashOf(whole)).toBe(hashOf(file));
});

test('nobody but a maintainer sees or sends anything', async () => {
  const { id } = await begin('a.csv', new Uint8Array(3));
  for (const token of ['', 'someone-else-entirely'])
    for (const asked of [
      call(api.listImports, {}, client(undefined, token)),
      call(api.createImport, { body: { fileName: 'a', byteSize: 1 } }, client(undefined, token)),
      call(api.readImport, { params: { import: id } }, client(undefined, token)),
      call(api.listParts, { params: { import: id } }, client(undefined, token)),
      call(api.stopImport, { params: { import: id } }, client(undefined, token)),
      call(api.deleteImport, { params: { import: id } }, client(undefined, token)),
      call(api.deleteDataset, { params: { dataset: 'a' } }, client(undefined, token)),
      call(api.deleteSource, { params: { source: 'a' } }, client(undefined, token)),
    ])
      expect(await slugOf(asked)).toBe('unauthenticated');
});

test('what is done with an import is on record', async () => {
  const id = await upload('a.csv', new TextEncoder().encode('path,label\n'));
  await start(id, { form: 'folder', dataset: 'on-record' });
  await call(api.stopImport, { params: { import: id } }, client());
  await call(api.deleteImport, { params: { import: id } }, client());
  const owner = connect(catalog().url);
  onTestFinished(owner.close);
  const entries = await owner.sql<{ action: string }[]>`
    select action from audit.entries where subject_kind = 'import' and subject = ${id} order by id`;
  expect(entries.map(({ action }) => action)).toEqual([
    'createImport',
    'startImport',
    'stopImport',
    'deleteImport',
  ]);
});

test('a file that is too large is refused before it is sent', async () => {
  const { maxBytes } = catalog().uploads;
  const asked = call(api.createImport, { body: { fileName: 'a.zip', byteSize: maxBytes + 1 } }, client());
  expect(await slugOf(asked)).toBe('payload-too-large');
});

test('a dry run tells what would go in and leaves nothing; the import brings it in, a second one the rest', async () => {
  const pictures = await picturesOf(6);
  const broken = { name: 'set/real/broken.png', content: 'no picture' };
  const settings = { form: 'folder', dataset: 'sent', title: 'Sent', licence: 'CC0' } as const;
  const before = await counts();
  const id = await upload('set.zip', zipOf([...pictures, broken]));
  expect((await read(id)).looksLike).toEqual({ words: 'a ZIP archive', form: null });
  await start(id, settings, true);
  expect((await read(id)).state).toBe('waiting');
  await work(id);
  const dry = await read(id);
  expect(dry).toMatchObject({ state: 'done', dryRun: true, reason: null, progress: null });
  expect(dry.report).toMatchObject({ added: { real: 3, generated: 3 }, refused: 1 });
  expect(dry.report?.refusals).toEqual([
    { file: 'set/set/real/broken.png', field: expect.any(String), reason: expect.any(String) },
  ]);
  expect(dry.report?.understood.join('\n')).toMatch(/6 rows of images that are 3 generated, 3 real/);
  expect(JSON.stringify(dry)).not.toContain('fakexplain-uploads');
  expect(await counts()).toEqual(before);

  await start(id, settings);
  await work(id);
  expect((await read(id)).report).toMatchObject({ added: { real: 3, generated: 3 }, present: 0, refused: 1 });
  expect((await contentOf(catalog(), 'sent')).images).toHaveLength(6);
  const refusals = await createApp({
    ...catalog(),
    logger: createLogger('catalog', 'silent'),
  }).request(`/imports/${id}/refusals`, { headers: { authorization: `Bearer ${maintainerKey}` } });
  expect(JSON.parse(await refusals.text())).toMatchObject({ file: 'set/set/real/broken.png' });

  const repaired = { name: broken.name, content: await newImage() };
  const again = await bring('set.tar', tarOf([...pictures, repaired]), settings);
  expect(again.report).toMatchObject({ added: { real: 1 }, present: 6, refused: 0 });
  expect((await contentOf(catalog(), 'sent')).images).toHaveLength(7);
});

test('what takes nothing leaves nothing: no dataset, no source, no run', async () => {
  const before = await counts();
  const none = { name: 'real/a.png', content: 'no picture' };
  const set = await bring('none.zip', zipOf([none]), { form: 'folder', dataset: 'none' });
  expect(set).toMatchObject({ state: 'done', report: { added: {}, refused: 1 } });
  const rows = { name: 'rows.jsonl', content: lines([row('gone.png')]) };
  const trained = await bring('rows.zip', zipOf([rows]), { form: 'fakexplained', dataset: 'none' });
  expect(trained.report).toMatchObject({ added: {}, refused: 1 });
  const empty = await bring('empty.zip', zipOf([{ name: 'readme.txt' }]), {
    form: 'folder',
    dataset: 'none',
  });
  expect(empty.report).toMatchObject({ added: {}, refused: 0 });
  expect(await counts()).toEqual(before);
});

test('explanations and scores of a dataset go in, and what is wrong is told by line and field', async () => {
  const pictures = await picturesOf(4);
  const list = pictures.map(({ name }, n) => `${name},${n % 2 === 0 ? 'photo' : 'painted'}`);
  const archive = zipOf([
    ...pictures.map((picture) => ({ ...picture, name: `all/${picture.name}` })),
    { name: 'all/list.csv', content: `path,label\n${list.join('\n')}\n` },
  ]);
  const unknown = await bring('listed.zip', archive, { form: 'manifest', dataset: 'listed' });
  expect(unknown.report).toMatchObject({ added: {}, refused: 4 });
  expect(unknown.report?.refusals[0]).toMatchObject({ file: 'listed/all/list.csv', line: 2, field: 'label' });
  const labels = { Photo: 'real', painted: 'generated' } as const;
  await start(unknown.id, { form: 'manifest', dataset: 'listed', labels });
  await work(unknown.id);
  expect((await read(unknown.id)).report).toMatchObject({ added: { real: 2, generated: 2 }, refused: 0 });

  const before = await counts();
  const said = lines([
    { image: 'nowhere.png', explanation: { verdict: 'real' } },
    { image: pictures[0]?.name, explanation: { verdict: 'perhaps' } },
  ]);
  const source = { slug: 'sent-model', name: 'Sent', kind: 'model' } as const;
  const explaining = { form: 'explanations', dataset: 'listed', source } as const;
  const refused = await bring('said.jsonl', Buffer.from(said), explaining);
  expect(refused).toMatchObject({ state: 'done', report: { added: {}, refused: 2 } });
  expect(refused.report?.refusals.map(({ file, line, field }) => [file, line, field])).toEqual([
    ['said.jsonl', 1, 'image'],
    ['said.jsonl', 2, 'explanation.verdict'],
  ]);
  expect(await counts()).toEqual(before);
  const scores = `image,score\n${pictures.map(({ name }, n) => `${name},0.${n}`).join('\n')}\n`;
  const scored = await bring('scores.csv', Buffer.from(scores), {
    form: 'scores',
    dataset: 'listed',
    source,
  });
  expect(scored.looksLike).toMatchObject({ form: 'scores' });
  expect(scored.report?.added).toEqual({ real: 4 });
  const other = await bring('scores.csv', Buffer.from(scores), {
    form: 'fakevlm',
    dataset: 'listed',
    source,
  });
  expect(other).toMatchObject({ state: 'refused', reason: expect.stringMatching(/^scores.csv looks like/) });
});

test('an archive that leads out of itself is refused', async () => {
  const archive = zipOf([{ name: 'real/a.png', content: await newImage() }, { name: '../b.png' }]);
  const refused = await bring('bad.zip', archive, { form: 'folder', dataset: 'bad' });
  expect(refused).toMatchObject({
    state: 'refused',
    reason: expect.stringMatching(/relative path|leads out/),
  });
});

test('one that is stopped goes on, as does one whose process ended; one at a time into a dataset', async () => {
  const archive = zipOf(await picturesOf(150));
  const settings = { form: 'folder', dataset: 'long' } as const;
  const id = await upload('long.zip', archive);
  const { db } = catalog();
  await start(id, settings);
  const leaving = new AbortController();
  leaving.abort();
  await work(id, leaving.signal);
  expect((await read(id)).state).toBe('waiting');

  // As a process that was killed leaves it: it is left alone until it is known to be dead.
  await db.update(imports).set({ state: 'running' }).where(eq(imports.id, id));
  await work(id);
  expect((await read(id)).state).toBe('running');
  await db
    .update(imports)
    .set({ touchedAt: new Date(0) })
    .where(eq(imports.id, id));
  const other = await upload('other.zip', archive);
  await start(other, settings);
  // While another process imports into the dataset.
  const busy = await catalog().sql.reserve();
  await busy`select pg_advisory_lock(hashtextextended('an import into long', 0))`;
  await work(other);
  expect((await read(other)).state).toBe('waiting');
  await busy`select pg_advisory_unlock(hashtextextended('an import into long', 0))`;
  busy.release();
  await work(id);
  expect((await read(id)).report).toMatchObject({ added: { real: 75, generated: 75 }, present: 0 });
  const left = { params: { import: other } };
  expect((await call(api.stopImport, left, client())).state).toBe('stopped');
  expect(await slugOf(call(api.stopImport, left, client()))).toBe('import-state-conflict');
  await start(left.params.import, settings);
  await work(left.params.import);
  expect((await read(left.params.import)).report).toMatchObject({ added: {}, present: 150 });
});

test('what nobody touches is deleted with its file, and so is a file of nothing', async () => {
  const { db, uploads } = catalog();
  const { store, keptDays } = uploads;
  const [old, fresh, busy] = await Promise.all(
    ['old', 'fresh', 'busy'].map((name) => upload(`${name}.csv`, new Uint8Array(5))),
  );
  await store.put({ id: 'stray', fileName: 'x' }, 0, 0, new Uint8Array(1));
  const past = { touchedAt: new Date(Date.now() - (keptDays + 1) * 86_400_000) };
  await db
    .update(imports)
    .set(past)
    .where(eq(imports.id, old ?? ''));
  await db
    .update(imports)
    .set({ ...past, state: 'running' })
    .where(eq(imports.id, busy ?? ''));
  await sweepImports({ db, uploads: store, keptDays });
  const ids = await store.ids();
  expect([old, 'stray', fresh, busy].map((id) => ids.includes(id ?? ''))).toEqual([false, false, true, true]);
  expect(await slugOf(read(old ?? ''))).toBe('not-found');
  await call(api.deleteImport, { params: { import: fresh ?? '' } }, client());
  expect(await store.ids()).not.toContain(fresh);
  expect(await slugOf(call(api.deleteImport, { params: { import: busy ?? '' } }, client()))).toBe(
    'import-state-conflict',
  );
});

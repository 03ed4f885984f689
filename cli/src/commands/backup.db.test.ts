import { appendFile, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arena, call } from '@fakexplain/contract';
import { connect, type Sql } from '@fakexplain/database';
import { startEmbedded } from '@fakexplain/database/embedded';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { directoryBlobs } from '@fakexplain/service-kit/blobs';
import { cast, draw, startArena, type TestArena } from '@fakexplain/arena/testing/start-arena.ts';
import { sealLedger } from '@fakexplain/arena/ledger/seal-ledger.ts';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readManifest } from '../backup/manifest.ts';
import { listTables } from '../backup/tables.ts';
import { fakexplain } from '../testing/fakexplain.ts';

// Each starts commands and a PostgreSQL, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let home: string;
let site: TestArena;
let environment: Record<string, string>;
const study = 'kept';

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'fakexplain-backup-'));
  const blobs = directoryBlobs(join(home, 'old'));
  site = await startArena({ blobs });
  environment = { DATABASE_URL: site.database.url, BLOB_DIRECTORY: join(home, 'old') };
  const catalog = await fillCatalog(site.database.db, { images: 12, sources: ['one', 'two'], name: 'set' });
  // An image's hash is that of its name, so that its name can be its bytes.
  for (let image = 0; image < 12; image += 1) await blobs.put(Buffer.from(`set ${image}`), 'image/png');
  await site.openStudy({ ...newStudy(catalog), slug: study });
});
afterAll(async () => {
  await site.close();
  await rm(home, { recursive: true });
});

async function vote(at: TestArena): Promise<void> {
  const rater = await at.enrol(study);
  const { ballots } = await draw(rater, study);
  const { status } = await cast(rater, ballots[0]?.id ?? '', { choice: 'left' });
  expect(status).toBe(201);
}

/** Everything that tables say, as one hash a table. */
async function contents(sql: Sql): Promise<Record<string, string>> {
  const told: Record<string, string> = {};
  for (const { table } of await listTables(sql)) {
    const [row] = await sql.unsafe<{ hash: string }[]>(
      `select md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) as hash from ${table} t`,
    );
    told[table] = row?.hash ?? '';
  }
  return told;
}

test('what was backed up under votes is restored into nothing, and votes go on', async () => {
  const folder = join(home, 'backup');
  for (let n = 0; n < 3; n += 1) await vote(site);
  const ended = new AbortController();
  const voting = (async () => {
    while (!ended.signal.aborted) await vote(site);
  })();
  const under = await fakexplain(['backup', folder], environment);
  ended.abort();
  await voting;
  expect(under).toMatchObject({ code: 0, stdout: expect.stringMatching(/rows, .* pictures as of/) });
  const early = await readManifest(folder);
  const votes = early.tables.find(({ table }) => table === 'arena.votes')?.rows ?? 0;
  expect(votes).toBeGreaterThanOrEqual(3);

  // Brought up to date with a sealed ledger; of the pictures, only one that was damaged is copied again.
  const [{ id } = { id: '' }] = await site.database.sql<{ id: string }[]>`select id from arena.studies`;
  await sealLedger(site.dependencies.sql, id, site.clock.now());
  const list = (await readFile(join(folder, early.blobs.path), 'utf8')).trim().split('\n');
  const pathOf = (root: string, sha256 = '') => join(root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const before = await stat(pathOf(join(folder, 'blobs'), list[0]));
  await writeFile(pathOf(join(folder, 'blobs'), list[1]), 'damaged');
  expect(await fakexplain(['backup', folder], environment)).toMatchObject({ code: 0 });
  expect((await stat(pathOf(join(folder, 'blobs'), list[0]))).ino).toBe(before.ino);
  const manifest = await readManifest(folder);
  expect(manifest.ledgers).toMatchObject([{ study }]);
  expect(manifest.ledgers[0]?.position).toBeGreaterThan(votes - 1);
  expect((await stat(join(folder, manifest.blobs.path))).mode & 0o777).toBe(0o600);
  const then = await contents(site.database.sql);

  // A damaged or missing picture is found, and repaired from the backup.
  await writeFile(pathOf(join(home, 'old'), list[0]), 'damaged');
  await rm(pathOf(join(home, 'old'), list[1]));
  expect(await fakexplain(['check-blobs'], environment)).toMatchObject({
    code: 4,
    stdout: expect.stringMatching(`${list[0]}: damaged; .+\n${list[1]}: missing; .+\n$`),
  });
  expect((await fakexplain(['check-blobs', '--from', folder], environment)).code).toBe(0);
  expect(await fakexplain(['check-blobs'], environment)).toMatchObject({ code: 0, stdout: '' });

  // Not over what is there, and not from a damaged backup.
  expect(await fakexplain(['restore', folder], environment)).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('The database is not empty'),
  });
  const data = join(home, 'new');
  const table = join(folder, manifest.tables[0]?.path ?? '');
  const sound = await readFile(table);
  await appendFile(table, 'x');
  expect(await fakexplain(['restore', folder], { DATA_DIR: data })).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(`${table} is damaged`),
  });
  await writeFile(table, sound);

  await rename(join(home, 'old'), join(home, 'thrown-away'));
  expect(await fakexplain(['restore', folder], { DATA_DIR: data })).toMatchObject({ code: 0 });
  const server = await startEmbedded({ dataDir: join(data, 'postgres'), durable: false });
  try {
    const blobs = directoryBlobs(join(data, 'blobs'));
    for (const sha256 of list) expect(await (await blobs.get(sha256))?.bytes()).toBeDefined();
    const database = { ...connect(server.url), url: server.url };
    expect(await contents(database.sql)).toEqual(then);
    const restored = await startArena({ blobs, database });
    const boards = await Promise.all(
      [site, restored].map(({ maintainer }) =>
        call(arena.readLedger, { params: { study }, query: {} }, maintainer),
      ),
    );
    expect(boards[1]).toEqual(boards[0]);
    await vote(restored);
    await restored.close();
  } finally {
    await server.stop();
  }
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../client.ts';
import type { Connection } from '../client.ts';
import { migrate } from '../migrations/migrate.ts';
import { inspectProcess } from './postmaster.ts';
import { startEmbedded } from './start-embedded.ts';
import type { EmbeddedPostgres } from './start-embedded.ts';

// Closed to everyone but its owner, as a clone below /root or `mktemp -d` is.
const home = mkdtempSync(join(tmpdir(), 'fakexplain-embedded-'));
chmodSync(home, 0o700);
const dataDir = join(home, 'new', 'postgres');
let server: EmbeddedPostgres | undefined;
const start = async (options = {}) => (server = await startEmbedded({ dataDir, ...options }));

beforeAll(async () => {
  const { url } = await start();
  await using(url, ({ sql }) => sql`create table kept (n int)`);
  await server?.stop();
});
beforeEach(() => {
  server = undefined;
});
afterEach(() => server?.stop());
afterAll(() => rmSync(home, { recursive: true }));

async function using<T>(url: string, work: (connection: Connection) => PromiseLike<T>): Promise<T> {
  const connection = connect(url, { max: 1 });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
const add = (url: string, n: number) => using(url, ({ sql }) => sql`insert into kept values (${n})`);
const count = (url: string, n: number) =>
  using(url, ({ sql }) => sql`select n from kept where n = ${n}`).then((rows) => rows.length);

describe('the embedded server', () => {
  it('keeps data and address over restarts', async () => {
    const { url, stop } = await start();
    await add(url, 1);
    await stop();
    await stop();
    const again = await start();
    expect(again.url).toBe(url);
    expect(await count(url, 1)).toBe(1);
  });

  it('compares text by code point, and knows letters of every script', async () => {
    const { url } = await start();
    const [row] = await using(
      url,
      ({ sql }) => sql`
      select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
             upper('éß') as upper, array(select x from unnest(array['b', 'B', 'é', 'a']) x order by x) as sorted`,
    );
    expect(row).toEqual({ encoding: 'UTF8', fsync: 'on', upper: 'Éß', sorted: ['B', 'a', 'b', 'é'] });
  });

  it('listens on loopback only, and asks for a password that only its owner can read', async () => {
    const { url, port } = await start();
    const [row] = await using(url, ({ sql }) => sql`select current_setting('listen_addresses') as addresses`);
    expect(row).toEqual({ addresses: '127.0.0.1' });
    expect(statSync(join(dataDir, 'connection.json')).mode & 0o777).toBe(0o600);
    const guess = connect(`postgres://postgres:guess@127.0.0.1:${port}/fakexplain`, { max: 1 });
    await expect(guess.sql`select 1`).rejects.toMatchObject({ code: '28P01' });
    await guess.close();
  });

  it('recovers what was committed before kill -9', async () => {
    const { url, pid, ended } = await start();
    await add(url, 2);
    process.kill(pid, 'SIGKILL');
    await ended;
    expect(inspectProcess(pid)).toBeNull();
    expect(await count((await start()).url, 2)).toBe(1);
  });

  it('starts although the process id of a crashed one went to a stranger', async () => {
    const { pid, ended } = await start();
    const file = join(dataDir, 'cluster', 'postmaster.pid');
    const left = readFileSync(file, 'utf8');
    process.kill(pid, 'SIGKILL');
    await ended;
    // Of the same user as the server, which PostgreSQL would take for itself.
    const { uid, gid } = statSync(file);
    const stranger = spawn('sleep', ['60'], { uid, gid, cwd: '/' });
    await once(stranger, 'spawn');
    writeFileSync(file, left.replace(/^\d+/, String(stranger.pid)));
    try {
      expect((await start()).pid).not.toBe(pid);
    } finally {
      stranger.kill();
    }
  });

  it('refuses a folder that is in use, and says by whom', async () => {
    const { pid, port } = await start();
    await expect(startEmbedded({ dataDir })).rejects.toThrow(
      `is already running (PostgreSQL process ${pid} on port ${port}, started by process ${process.pid})`,
    );
  });

  it('takes over from a process that was killed', async () => {
    const script = `
      const { startEmbedded } = await import(${JSON.stringify(fileURLToPath(new URL('start-embedded.ts', import.meta.url)))});
      console.log((await startEmbedded({ dataDir: ${JSON.stringify(dataDir)} })).pid);
    `;
    const first = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(first.stdout, 'data');
    first.kill('SIGKILL');
    await once(first, 'close');
    const orphan = Number(line);
    expect(inspectProcess(orphan)).not.toBeNull();
    const { pid, url } = await start();
    expect(pid).not.toBe(orphan);
    expect(inspectProcess(orphan)).toBeNull();
    expect(await count(url, 99)).toBe(0);
  });

  it('moves to another port when its own is taken, unless that one was asked for', async () => {
    const { port, stop } = await start();
    await stop();
    const squatter = createServer().listen(port, '127.0.0.1');
    await once(squatter, 'listening');
    try {
      await expect(startEmbedded({ dataDir, port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken`);
      const moved = await start();
      expect(moved.port).not.toBe(port);
      expect(await count(moved.url, 99)).toBe(0);
    } finally {
      squatter.close();
    }
  });

  it('goes on with its log over restarts, and sets a large one aside', async () => {
    const logFile = join(home, 'postgresql.log');
    const starts = () => readFileSync(logFile, 'utf8').match(/ready to accept connections/g)?.length;
    await (await start({ logFile })).stop();
    await (await start({ logFile })).stop();
    expect(starts()).toBe(2);
    truncateSync(logFile, 10_000_001);
    await start({ logFile });
    expect(starts()).toBe(1);
    expect(statSync(`${logFile}.1`).size).toBe(10_000_001);
  });

  it('shows the log when it cannot start', async () => {
    const hba = join(dataDir, 'cluster', 'pg_hba.conf');
    const sound = readFileSync(hba, 'utf8');
    writeFileSync(hba, 'nonsense\n');
    await expect(start()).rejects.toThrow(/did not start:\n(.*\n)*.*pg_hba\.conf/);
    writeFileSync(hba, sound);
  });
});

describe('migrating as an ordinary user', () => {
  it('works with CREATEROLE, and the services can take their roles', async () => {
    const { url, port } = await start();
    await using(url, ({ sql }) => sql`create role owner login createrole password 'owner'`);
    await using(url, ({ sql }) => sql`create database owned owner owner`);
    const owned = `postgres://owner:owner@127.0.0.1:${port}/owned`;
    await migrate(owned);
    const arena = connect(owned, { role: 'fakexplain_arena', max: 1 });
    expect(await arena.sql`select current_user, count(*)::int as n from catalog.images`).toEqual([
      { current_user: 'fakexplain_arena', n: 0 },
    ]);
    await arena.close();
  });

  it('says what an administrator has to do when it may not', async () => {
    const { url, port } = await start();
    await migrate(url);
    await using(url, ({ sql }) => sql`create role guest login password 'guest'`);
    await using(url, ({ sql }) => sql`create database guests owner guest`);
    const guests = `postgres://guest:guest@127.0.0.1:${port}/guests`;
    await expect(migrate(guests)).rejects.toThrow('administrator run: GRANT fakexplain_arena TO guest;');
    await using(
      url,
      ({ sql }) =>
        sql`grant fakexplain_account, fakexplain_arena, fakexplain_catalog, fakexplain_inference, fakexplain_metrics to guest`,
    );
    expect(await migrate(guests)).not.toEqual([]);
  });
});

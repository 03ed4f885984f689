import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import postgres from 'postgres';
import { postgresBinaries } from './binaries.ts';
import { makeWay, readPostmaster } from './postmaster.ts';
import { freePort, newPassword, readSettings, writeSettings } from './settings.ts';
import { chooseLauncher } from './unprivileged.ts';
import type { Launcher } from './unprivileged.ts';

export { runningEmbedded } from './postmaster.ts';

const superuser = 'postgres';
const database = 'fakexplain';

export interface EmbeddedOptions {
  /** Folder of the database; made when missing. Its password and port are kept in it, in `connection.json`. */
  dataDir: string;
  /** Port on 127.0.0.1; without it the last one, or a free one. */
  port?: number;
  /** Whether commits survive a power cut; false is faster, for tests. Default true. */
  durable?: boolean;
  /** File that the server's log is appended to; without it `server.log` in `dataDir`. A file of over 10 MB is renamed to `….1` first. */
  logFile?: string;
}

export interface EmbeddedPostgres {
  /** Of the database `fakexplain`, as its superuser. */
  url: string;
  port: number;
  /** Process id of the server. */
  pid: number;
  /** Resolves when the server has ended, for whatever reason; `tail`: the last lines of its log. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; tail: string }>;
  /** Ends sessions, writes everything down and stops. May be called twice. */
  stop: () => Promise<void>;
}

/**
 * Runs the PostgreSQL that npm brought on `dataDir`, making it on first use and recovering it after a crash.
 * The server outlives no clean exit of this process, and hears no Ctrl-C but `stop()`.
 *
 * @throws when another process runs the same folder, a port asked for is taken, or the server does not come up;
 *   then the message ends with the last lines of its log.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const cluster = join(dataDir, 'cluster');
  const binaries = postgresBinaries();
  mkdirSync(dataDir, { recursive: true });
  // Under root the server runs as another user, who must pass this folder; secret files in it have modes of their own.
  if (process.getuid?.() === 0) chmodSync(dataDir, 0o711);
  const launcher = chooseLauncher(binaries.postgres, dataDir);

  const logFile = resolve(options.logFile ?? join(dataDir, 'server.log'));
  if (sizeOf(logFile) > 10_000_000) renameSync(logFile, `${logFile}.1`);

  const kept = readSettings(dataDir);
  await makeWay(cluster, kept?.owner ?? null);
  const password = kept?.password ?? newPassword();
  if (!existsSync(cluster)) {
    writeSettings(dataDir, { password, port: kept?.port ?? 5432, owner: null });
    initialise(dataDir, cluster, binaries.initdb, password, launcher);
  }

  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(options.port, kept?.port);
    writeSettings(dataDir, { password, port, owner: process.pid });
    const logged = sizeOf(logFile);
    const server = launch(cluster, logFile, binaries.postgres, port, options.durable ?? true, launcher);
    if (await isReady(server, cluster)) {
      const url = `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`;
      await createDatabase(url);
      return { url, port, pid: server.pid ?? 0, ...watch(server, logFile) };
    }
    const log = readFileSync(logFile).subarray(logged).toString();
    const lostPort = options.port === undefined && attempt < 5 && /could not bind IPv4/.test(log);
    // Sessions of a server that was killed notice it one after another.
    const isStillDying = attempt < 100 && /pre-existing shared memory block/.test(log);
    if (isStillDying) await wait(100);
    else if (!lostPort) throw new Error(`PostgreSQL in ${dataDir} did not start:\n${lastLines(log)}`);
  }
}

/** Makes the cluster next to its place and moves it there, so that an interrupted one is never taken for whole. */
function initialise(dataDir: string, cluster: string, initdb: string, password: string, launcher: Launcher) {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith('cluster.new')) rmSync(join(dataDir, name), { recursive: true });
  }
  const draft = join(dataDir, 'cluster.new');
  const passwordFile = join(dataDir, 'cluster.new.password');
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (launcher.owner) {
    for (const path of [draft, passwordFile]) chownSync(path, launcher.owner.uid, launcher.owner.gid);
  }
  const [program, args] = launcher.command(initdb, [
    `--pgdata=${draft}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  const result = spawnSync(program, args, { cwd: '/', encoding: 'utf8' });
  rmSync(passwordFile);
  if (result.status !== 0) {
    throw new Error(`PostgreSQL could not make a database in ${dataDir}:\n${lastLines(result.stderr)}`);
  }
  renameSync(draft, cluster);
}

async function choosePort(asked: number | undefined, kept: number | undefined): Promise<number> {
  if (asked !== undefined) {
    if ((await freePort(asked)) === null) {
      throw new Error(`Port ${asked} on 127.0.0.1 is taken; choose another.`);
    }
    return asked;
  }
  const port = (kept === undefined ? null : await freePort(kept)) ?? (await freePort(0));
  if (port === null) throw new Error('No free port on 127.0.0.1.');
  return port;
}

function launch(
  cluster: string,
  logFile: string,
  program: string,
  port: number,
  durable: boolean,
  launcher: Launcher,
): ChildProcess {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '128MB',
    max_wal_size: '2GB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(!durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(logFile, 'a', 0o600);
  try {
    // Its own process group: Ctrl-C in a terminal must reach the services first.
    return spawn(...launcher.command(program, ['-D', cluster, ...flags]), {
      cwd: '/',
      detached: true,
      stdio: ['ignore', log, log],
    });
  } finally {
    closeSync(log);
  }
}

/** Waits while the server recovers, however long; false when it ended instead. */
async function isReady(server: ChildProcess, cluster: string): Promise<boolean> {
  const end = new AbortController();
  server.once('error', () => end.abort());
  server.once('exit', () => end.abort());
  while (!end.signal.aborted) {
    const postmaster = readPostmaster(cluster);
    if (postmaster?.pid === server.pid && postmaster?.status === 'ready') return true;
    await wait(20);
  }
  return false;
}

function watch(server: ChildProcess, logFile: string): Pick<EmbeddedPostgres, 'ended' | 'stop'> {
  const onExit = () => void server.kill('SIGINT');
  process.once('exit', onExit);
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null;
  const ended = (hasEnded() ? Promise.resolve() : once(server, 'exit')).then(() => {
    process.off('exit', onExit);
    return { code: server.exitCode, signal: server.signalCode, tail: lastLines(readLog(logFile)) };
  });
  const stop = async () => {
    if (!hasEnded()) server.kill('SIGINT');
    await ended;
  };
  return { ended, stop };
}

async function createDatabase(url: string): Promise<void> {
  const sql = postgres(url, { database: 'postgres', max: 1 });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${database}`;
    if (!found) await sql`create database ${sql(database)}`;
  } finally {
    await sql.end();
  }
}

/** The log, which goes with its folder. */
function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const lastLines = (text: string) => text.trimEnd().split('\n').slice(-12).join('\n');

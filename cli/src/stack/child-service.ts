import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import type { Running } from './supervise.ts';
import { untilReady } from './until-ready.ts';

export interface Service extends Running {
  name: string;
  address: string;
  process: ChildProcess;
}

export interface ServiceOptions {
  name: string;
  /** The program, and what follows it on the command line. */
  entry: string;
  args?: string[];
  cwd?: string;
  port: number;
  env: Record<string, string>;
  readyPath: string;
  readyTimeoutMs?: number;
  /** Starts the program again when a file that it loaded changes; a debugger finds it on this port. */
  watch?: { inspectPort: number } | undefined;
  onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
}

const stopLimitMs = 10_000;
/** In MB: what a start allocates makes V8 grow it to 16, and it is never given back. */
const youngGeneration = '--max-semi-space-size=2';
/** Of glibc, whose default of eight a core keeps freed memory of threads apart. */
const mallocArenas = { MALLOC_ARENA_MAX: '2' };
const endWithLauncher = pathToFileURL(join(import.meta.dirname, 'end-with-launcher.ts')).href;

/** Starts a Node program that listens on `port` and waits until `readyPath` answers 200. It ends with this process. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, entry, args = [], cwd, port, env, readyPath, readyTimeoutMs = 180_000, watch } = options;
  const flags = ['--disable-warning=ExperimentalWarning', youngGeneration, '--import', endWithLauncher];
  if (watch) flags.push('--watch', '--watch-preserve-output', `--inspect=127.0.0.1:${watch.inspectPort}`);
  const child = spawn(process.execPath, [...flags, entry, ...args], {
    cwd,
    env: {
      ...mallocArenas,
      ...process.env,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: String(port),
      ...env,
    },
    // Standard input carries nothing: it ends when this process is gone.
    stdio: ['pipe', 'pipe', 'pipe'],
    // Its own group: Ctrl-C reaches the launcher alone, which then stops everything in order.
    detached: true,
  });
  child.stdin.on('error', () => {});
  let tail = '';
  for (const stream of ['stdout', 'stderr'] as const) {
    createInterface({ input: child[stream] }).on('line', (line) => {
      tail = `${tail}${line}\n`.slice(-4_000);
      options.onLine?.(line, stream);
    });
  }
  const ended: Service['ended'] = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, signal: null, tail: `${tail}${String(error)}` }));
    child.on('close', (code, signal) => resolve({ code, signal, tail }));
  });
  const address = `http://127.0.0.1:${port}`;
  const service: Service = { name, address, process: child, pid: child.pid ?? 0, ended, stop };
  await Promise.race([
    untilReady(address + readyPath, readyTimeoutMs, () => child.exitCode === null),
    ended.then(({ code, signal }) => {
      throw new Error(`${name} ended while starting (${signal ?? `exit code ${code}`}):\n${tail.trim()}`);
    }),
  ]).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return service;

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    await ended;
    clearTimeout(timer);
  }
}

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

export interface Service {
  name: string;
  address: string;
  process: ChildProcess;
  /** Resolves when the process has ended, with its last lines. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; tail: string }>;
  stop(): Promise<void>;
}

const stopLimitMs = 10_000;
const endWithLauncher = pathToFileURL(join(import.meta.dirname, 'end-with-launcher.ts')).href;

/** Starts a Node program that listens on `port` and waits until `readyPath` answers 200. It ends with this process. */
export async function startService({
  name,
  entry,
  port,
  env,
  readyPath,
  readyTimeoutMs = 180_000,
  onLine,
}: {
  name: string;
  entry: string;
  port: number;
  env: Record<string, string>;
  readyPath: string;
  readyTimeoutMs?: number;
  onLine?: (line: string) => void;
}): Promise<Service> {
  const flags = ['--disable-warning=ExperimentalWarning', '--import', endWithLauncher];
  const child = spawn(process.execPath, [...flags, entry], {
    env: { ...process.env, NODE_ENV: 'production', HOST: '127.0.0.1', PORT: String(port), ...env },
    // The channel carries nothing: it closes when this process is gone.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Its own group: Ctrl-C reaches the launcher alone, which then stops everything in order.
    detached: true,
  });
  let tail = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      tail = (tail + text).slice(-4_000);
      for (const line of text.split('\n')) if (line) onLine?.(line);
    });
  }
  const ended: Service['ended'] = new Promise((resolve) => {
    child.on('error', (error) => resolve({ code: 1, signal: null, tail: `${tail}${String(error)}` }));
    child.on('close', (code, signal) => resolve({ code, signal, tail }));
  });
  const address = `http://127.0.0.1:${port}`;
  const service: Service = { name, address, process: child, ended, stop };
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

async function untilReady(url: string, timeoutMs: number, alive: () => boolean): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (alive()) {
    const ready = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (performance.now() > deadline) throw new Error(`${url} was not ready within ${timeoutMs / 1000} s`);
    await delay(50);
  }
}

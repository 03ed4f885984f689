import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startService, type Service } from '../../cli/src/stack/child-service.ts';
import { freePort } from '../../cli/src/stack/free-port.ts';
import { root } from '../../cli/src/command.ts';
import { arenaSettings } from '../harness/arena.ts';

/** An arena of any build, asked over HTTP in the words that both builds have. */
export interface MeasuredArena {
  address: string;
  /** Reads an answer to its end. @returns milliseconds */
  read: (path: string, signal?: AbortSignal) => Promise<number>;
  /** Takes an answer as fast as it comes, and keeps nothing of it. */
  drain: (path: string) => Promise<{ ms: number; bytes: number }>;
  enrol: (study: string) => Promise<string>;
  /** Draws a ballot and votes on it. @returns whether there was one */
  vote: (study: string, token: string) => Promise<boolean>;
  /** Milliseconds for which the event loop was held at most since the last time that this was asked. */
  held: () => Promise<number>;
  /** Resident memory and its peak so far, in MB; NaN where the system does not say. */
  memory: () => { now: number; peak: number };
  stop: () => Promise<void>;
}

const monitor = pathToFileURL(join(import.meta.dirname, 'event-loop-monitor.ts')).href;

/** @param folder the checkout of the build */
export async function startMeasured(databaseUrl: string, folder = root): Promise<MeasuredArena> {
  let heldIs: (ms: number) => void = () => {};
  const service: Service = await startService({
    name: 'arena',
    entry: join(folder, 'services/arena/src/main.ts'),
    cwd: folder,
    port: await freePort(),
    env: {
      ...arenaSettings(databaseUrl),
      // Builds of before accounts do not start without one.
      MAINTAINER_TOKEN: 'of-the-bench',
      NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${monitor}`,
    },
    readyPath: '/health/ready',
    onLine: (line) => line.startsWith('held ') && heldIs(Number(line.slice(5))),
  });
  const post = async (
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
  ): Promise<unknown> => {
    const response = await fetch(service.address + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const megabytes = (name: string) => {
    const status = readFileSync(`/proc/${service.process.pid}/status`, 'utf8');
    return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  };
  return {
    address: service.address,
    stop: service.stop,
    read: async (path, signal) => {
      const started = performance.now();
      const response = await fetch(service.address + path, signal ? { signal } : {});
      const answer = await response.text();
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${answer.slice(0, 200)}`);
      return performance.now() - started;
    },
    drain: async (path) => {
      const started = performance.now();
      const response = await fetch(service.address + path);
      if (!response.ok || !response.body) throw new Error(`${path} answered ${response.status}`);
      let bytes = 0;
      for await (const chunk of response.body) bytes += chunk.length;
      return { ms: performance.now() - started, bytes };
    },
    enrol: async (study) => {
      const answer = await post(`/studies/${study}/raters`, { consent: true });
      return String(Object.getOwnPropertyDescriptor(answer, 'token')?.value);
    },
    vote: async (study, token) => {
      const authorization = `Bearer ${token}`;
      const drawn = JSON.stringify(await post(`/studies/${study}/ballots`, { ahead: 1 }, { authorization }));
      const ballot = /"ballots":\[\{"id":"([^"]+)"/.exec(drawn)?.[1];
      if (ballot === undefined) return false;
      await post(
        `/ballots/${ballot}/votes`,
        { choice: 'left' },
        { authorization, 'idempotency-key': ballot },
      );
      return true;
    },
    held: () => {
      const { promise, resolve } = Promise.withResolvers<number>();
      heldIs = resolve;
      service.process.kill('SIGUSR2');
      return promise;
    },
    memory: () => {
      try {
        return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
      } catch {
        return { now: NaN, peak: NaN };
      }
    },
  };
}

import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { migrate } from '@fakexplain/database';
import { startEmbedded } from '@fakexplain/database/embedded';
import { root } from '../command.ts';
import { type ServiceOptions, startService } from './child-service.ts';
import { freePort } from './free-port.ts';
import { openLog } from './logs.ts';
import { makeDemo } from './make-demo.ts';
import { openKey } from './open-key.ts';
import { buildSite } from './site-build.ts';
import { supervise, type Supervised } from './supervise.ts';

/**
 * The processes behind the site; a new one is added here. `url` names the variable by which others find it, `without` says what is
 * not there where it is left off; where it is null, nobody can vote.
 */
const services = {
  arena: { entry: 'services/arena/src/main.ts', url: 'ARENA_URL', without: null },
  catalog: {
    entry: 'services/catalog/src/main.ts',
    url: 'CATALOG_URL',
    without: 'datasets, pages of images and imports',
  },
  metrics: {
    entry: 'services/metrics/src/main.ts',
    url: 'METRICS_URL',
    without: 'the benchmark, scores and rewards',
  },
  inference: {
    entry: 'services/inference/src/main.ts',
    url: 'INFERENCE_URL',
    without: 'models, runs and trials',
  },
  // Takes the images of runs; more of them may be started elsewhere.
  worker: { entry: 'services/inference/src/worker.ts', url: null, without: 'the work on runs' },
};
type ServiceName = keyof typeof services;
/** Debugger port of the first service under `npm run dev`. */
const firstInspectPort = 9_230;
const serviceNames = Object.keys(services) as ServiceName[];

export interface StackOptions {
  /** Where the database, the images, the logs and the keys are kept. */
  dataDir: string;
  /** Preferred port of the site; the next free one is taken when it is in use. */
  port: number;
  /** Interface the site listens on; the services stay on loopback. */
  host?: string;
  /** Where visitors find the site; by default on this machine. */
  publicUrl?: string | undefined;
  /** A PostgreSQL server to use instead of an embedded one. */
  databaseUrl?: string | undefined;
  /** Make the demo dataset and its study when they are not there. */
  demo: boolean;
  /** Called with lines for the person at the terminal, warnings of the services included. */
  say(line: string): void;
  /** Whether progress may be drawn on the terminal. */
  terminal?: boolean;
  /** For work on the code: nothing is built, a changed source is seen at once, and every line of the logs is said. */
  dev?: boolean;
}

/** A service of the stack, which keeps its address when it is started again. */
export interface StackService extends Supervised {
  name: string;
  address: string;
}

export interface Stack extends Record<ServiceName | 'site', StackService> {
  /** Where the site answers. */
  address: string;
  databaseUrl: string;
  /** An API key that may do what maintainers may, for as long as the stack runs. */
  apiKey: string;
  /** A link by which somebody becomes the owner, where the site has none. */
  ownerLink: string | null;
  /** Of PostgreSQL; null where it is another's. */
  database: Supervised | null;
  /** Resolves with the name of the first part that nobody can vote without and that ended too often to be started again. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

/** Starts database, services and site, in order; what was started is stopped again when something fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, host = '127.0.0.1', say, dev = false } = options;
  const logs = join(dataDir, 'logs');
  await mkdir(logs, { recursive: true });
  const started: { stop(): Promise<unknown> }[][] = [];
  const stop = async () => {
    for (const together of started.splice(0).toReversed())
      await Promise.all(together.map((part) => part.stop()));
  };

  try {
    const database = options.databaseUrl === undefined ? await startDatabase() : null;
    const databaseUrl = options.databaseUrl ?? database?.url ?? '';
    await migrate(databaseUrl).catch((error: unknown) => {
      if (options.databaseUrl === undefined || !(error instanceof Error)) throw error;
      throw new Error(`the PostgreSQL server that DATABASE_URL names: ${error.message}`, { cause: error });
    });
    const key = await openKey({ databaseUrl, dataDir });
    started.push([key]);
    const sitePort = await freePort(options.port, host);
    if (options.port !== 0 && sitePort !== options.port)
      say(`Port ${options.port} is taken; the site takes ${sitePort}.`);
    const address = options.publicUrl ?? `http://localhost:${sitePort}`;
    const env = {
      DATABASE_URL: databaseUrl,
      FAKEXPLAIN_API_KEY: key.apiKey,
      PARTICIPANT_KEY: await participantKey(dataDir),
      PUBLIC_URL: address,
      BLOB_DIRECTORY: join(dataDir, 'blobs'),
      UPLOADS_DIRECTORY: join(dataDir, 'uploads'),
      MODELS_DIRECTORY: [join(dataDir, 'models'), join(root, 'demo/models')].join(delimiter),
      CACHE_DIRECTORY: join(dataDir, 'models-cache'),
    };
    const ports = await freePorts();
    const urls = Object.fromEntries(
      serviceNames.flatMap((name) => {
        const { url } = services[name];
        return url === null ? [] : [[url, `http://127.0.0.1:${ports[name]}`]];
      }),
    );
    await writeEnvironment(dataDir, { ...env, ...urls });
    const [running, site] = await whole([startServices(env, ports), buildAndStartSite(urls, sitePort)]);
    if (options.demo) {
      const demo = makeDemo({
        env: { ...env, ...urls },
        say,
        terminal: options.terminal ?? false,
        workerEnded: running.worker.gaveUp,
      });
      // Development does not wait for the demo.
      if (dev) demo.catch((error: unknown) => say(String(error)));
      else await demo;
    }
    for (const name of serviceNames) {
      const { without } = services[name];
      if (without !== null)
        void running[name].gaveUp.then(() => say(`Votes go on. Until the next start ${without} are away.`));
    }
    const needed = [
      ['PostgreSQL', database],
      ['the arena', running.arena],
      ['the site', site],
    ] as const;
    const failed = Promise.race(
      needed.flatMap(([name, part]) => (part === null ? [] : [part.gaveUp.then(() => name)])),
    );
    const { apiKey, ownerPath } = key;
    const ownerLink = ownerPath === null ? null : address + ownerPath;
    return { ...running, site, database, address, databaseUrl, apiKey, ownerLink, failed, stop };
  } catch (error) {
    await stop();
    throw error;
  }

  async function startDatabase(): Promise<Supervised & { url: string }> {
    let at: { url: string; port: number } | undefined;
    const start = async () =>
      (at = await startEmbedded({
        dataDir: join(dataDir, 'postgres'),
        logFile: join(logs, 'postgresql.log'),
        // Again where the services look for it.
        ...(at && { port: at.port }),
      }));
    const database = await supervise('PostgreSQL', start, say);
    started.push([database]);
    return { ...database, url: at?.url ?? '' };
  }

  async function startServices(
    env: Record<string, string>,
    ports: Record<ServiceName, number>,
  ): Promise<Record<ServiceName, StackService>> {
    const together: StackService[] = [];
    started.push(together);
    const start = async (name: ServiceName) => {
      const service = await startLogged({
        name,
        entry: join(root, services[name].entry),
        port: ports[name],
        // Before the services stands the site alone, on this machine; TRUSTED_PROXIES names what stands before the site.
        env: { ...env, TRUSTED_PROXIES: '127.0.0.0/8, ::1' },
        readyPath: '/health/ready',
        watch: dev
          ? { inspectPort: await freePort(firstInspectPort + serviceNames.indexOf(name)) }
          : undefined,
      });
      together.push(service);
      return [name, service] as const;
    };
    // One entry for each name.
    return Object.fromEntries(await whole(serviceNames.map(start))) as Record<ServiceName, StackService>;
  }

  async function buildAndStartSite(urls: Record<string, string>, port: number): Promise<StackService> {
    if (!dev) await buildSite(say);
    const web = join(root, 'web');
    const site = await startLogged({
      name: 'site',
      port,
      cwd: web,
      ...(dev
        ? {
            entry: join(web, 'node_modules/vite/bin/vite.js'),
            args: ['dev', '--host', host, '--port', String(port), '--strictPort', '--clearScreen', 'false'],
            env: { ...urls, NODE_ENV: 'development' },
            readyPath: '/favicon.svg',
          }
        : { entry: join(web, 'server/main.ts'), env: { ...urls, HOST: host }, readyPath: '/about' }),
    });
    started.push([site]);
    return site;
  }

  /** Starts a service that is started again when it ends, and keeps what it prints. */
  async function startLogged(part: Omit<ServiceOptions, 'onLine'>): Promise<StackService> {
    let address = '';
    const start = async () => {
      // Errors before it is ready show as its failure, or are temporary.
      let ready = dev;
      const log = openLog(logs, part.name, { show: (line) => ready && say(line), all: dev });
      try {
        const service = await startService({ ...part, onLine: log.write });
        ready = true;
        ({ address } = service);
        void service.ended.then(log.close);
        return service;
      } catch (error) {
        log.close();
        throw error;
      }
    };
    const supervised = await supervise(part.name, start, say);
    return { ...supervised, name: part.name, address };
  }
}

/** A port for each service, known before any has started, so that the site can start beside them. */
async function freePorts(): Promise<Record<ServiceName, number>> {
  const ports = new Set<number>();
  while (ports.size < serviceNames.length) ports.add(await freePort());
  const free = [...ports];
  // One entry for each name.
  return Object.fromEntries(serviceNames.map((name, i) => [name, free[i]])) as Record<ServiceName, number>;
}

/** The results of all parts. Where one fails, the others are awaited first, so that everything that was started is known. */
async function whole<T extends readonly unknown[]>(
  parts: [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}

/** Writes the variables that the commands need for this stack, as a file that a shell can read. */
async function writeEnvironment(dataDir: string, env: Record<string, string>): Promise<void> {
  const quoted = Object.entries(env).map(
    ([name, value]) => `${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`,
  );
  await writeFile(join(dataDir, 'environment'), quoted.join(''), { mode: 0o600 });
}

/**
 * The key by which participants of Prolific are known again, in `<dataDir>/participant-key`, made on first use and readable by
 * its owner only. Where earlier versions ran, it is their maintainers' token, which was the key then.
 */
async function participantKey(dataDir: string): Promise<string> {
  const file = join(dataDir, 'participant-key');
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  const earlier = join(dataDir, 'maintainer-token');
  if (existsSync(earlier)) {
    await rename(earlier, file);
    return participantKey(dataDir);
  }
  const key = randomBytes(24).toString('base64url');
  await writeFile(
    file,
    `${key}
`,
    { mode: 0o600 },
  );
  return key;
}

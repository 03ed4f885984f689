import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { drawImage } from '@fakexplain/fixtures/images';
import { z } from 'zod';
import { freePort } from '../../cli/src/stack/free-port.ts';
import { percentile } from './report.ts';

/** A checkout with what it depends on installed, and a folder of its own for what it keeps. */
export interface Installation {
  folder: string;
  dataDir: string;
}

interface Running {
  address: string;
  launcher: ChildProcess;
}

const packageSchema = z.object({ scripts: z.object({ start: z.string() }) });
const modelsSchema = z.object({
  models: z.array(z.object({ slug: z.string(), demo: z.boolean(), task: z.string() })),
});
const starts = 3;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

/**
 * Starts two builds by `npm start` on data folders that hold the demo, turn about, and says of both, side by side: seconds to
 * the first answered page, and the memory of all processes (proportional set size) after a model has answered.
 */
export async function benchIdleInstallation(
  base: Installation,
  now: Installation,
  say: (line: string) => void,
): Promise<void> {
  const builds = [base, now].map((build) => ({ ...build, seconds: [] as number[], bytes: [] as number[] }));
  // The first start makes the demo.
  for (const build of builds) {
    const running = await start(build);
    await untilUp(running);
    await stop(running);
  }
  for (let turn = 0; turn < starts; turn += 1)
    for (const build of builds) {
      const began = performance.now();
      const running = await start(build);
      build.seconds.push((performance.now() - began) / 1_000);
      await untilUp(running);
      await askModel(running.address);
      build.bytes.push(await memoryOf(running.launcher.pid ?? 0));
      await stop(running);
    }
  const [before, after] = builds.map(({ seconds, bytes }) => ({
    seconds: percentile(seconds, 0.5),
    bytes: percentile(bytes, 0.5),
  }));
  if (!before || !after) return;
  const ratio = (name: 'seconds' | 'bytes') => (after[name] / before[name]).toFixed(2);
  say(
    `npm start on a filled folder to the first page: ${before.seconds.toFixed(1)} s, now ${after.seconds.toFixed(1)} s: ${ratio('seconds')} (at most 0.5)`,
  );
  say(
    `memory of an idle installation with a model loaded: ${megabytes(before.bytes)}, now ${megabytes(after.bytes)}: ${ratio('bytes')} (at most 0.4)`,
  );
}

/** Resolves with the first answered page. */
async function start({ folder, dataDir }: Installation): Promise<Running> {
  const port = await freePort();
  // The program behind `npm start`: npm itself passes no signal on.
  const { scripts } = packageSchema.parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const [, ...program] = scripts.start.split(' ');
  const launcher = spawn(process.execPath, program, {
    cwd: folder,
    env: { ...process.env, DATA_DIR: dataDir, PORT: String(port), NODE_COMPILE_CACHE: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = `http://127.0.0.1:${port}`;
  while (launcher.exitCode === null) {
    const answered = await fetch(address, { signal: AbortSignal.timeout(30_000) }).then(
      async (response) => (await response.arrayBuffer()) && response.ok,
      () => false,
    );
    if (answered) return { address, launcher };
    await delay(20);
  }
  throw new Error(`npm start in ${folder} ended with ${launcher.exitCode}`);
}

/** Waits until the launcher says where the site is: everything is started and the demo is there. */
function untilUp({ launcher }: Running): Promise<void> {
  return new Promise((resolve, reject) => {
    launcher.stdout?.on('data', (chunk) => String(chunk).includes('is at http') && resolve());
    launcher.once('close', (code) => reject(new Error(`npm start ended with ${code}`)));
  });
}

/** Has the demo's model explain a picture, so that it is loaded. */
async function askModel(site: string): Promise<void> {
  const models = await fetch(`${site}/api/inference/models`).then((response) => response.json());
  const model = modelsSchema.parse(models).models.find(({ demo, task }) => demo && task === 'explain');
  const answer = await fetch(`${site}/api/inference/trials`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ model: model?.slug, image: drawImage(1).toString('base64') }),
  });
  const events = await answer.text();
  if (!events.includes('event: answer')) throw new Error(`the model did not answer: ${events}`);
}

/** Bytes of a process and all that it started, shared pages divided among those that share them. */
async function memoryOf(root: number): Promise<number> {
  const children = new Map<number, number[]>();
  for await (const file of glob('/proc/[0-9]*/stat')) {
    const stat = await readFile(file, 'utf8').catch(() => null);
    if (stat === null) continue;
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), Number.parseInt(stat, 10)]);
  }
  let kilobytes = 0;
  for (const processes = [root]; processes.length > 0;) {
    const id = processes.pop() ?? 0;
    processes.push(...(children.get(id) ?? []));
    const rollup = await readFile(join('/proc', String(id), 'smaps_rollup'), 'utf8').catch(() => '');
    kilobytes += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

async function stop({ launcher }: Running): Promise<void> {
  const ended = once(launcher, 'close');
  launcher.stdout?.resume();
  launcher.kill('SIGTERM');
  await ended;
}

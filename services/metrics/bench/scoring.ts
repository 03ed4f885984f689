// Scores stored explanations end to end, as `npm run fakexplain -- score` does: read from Postgres, every metric, stored, summed up
// with intervals. Five regions each; four runs and a reference on a quarter as many images.
//
//   node services/metrics/bench/scoring.ts [explanations …]        10,000 and 100,000 unless said otherwise
//
// Where PYTHON names an interpreter with the reference libraries (or python3 is one), scoring.py does the same with them
// on some of the same explanations, and the ratio is printed: by the clock, with all that the database does, and by the processor
// time of both processes, which other work on the machine disturbs less. With `taskset -c 0` in front, the database has the
// same one core.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connect, migrate, type Connection } from '@fakexplain/database';
import { startEmbedded } from '@fakexplain/database/embedded';
import type { Box, Region, Verdict } from '@fakexplain/explanation';
import { addDataset, addRun, type DatasetImage, type Said } from '@fakexplain/fixtures/catalog';
import { wordSource } from '@fakexplain/statistics/random';
import { z } from 'zod';
import { scorePending } from '../src/scoring/score-pending.ts';
import { startThreads } from '@fakexplain/service-kit/threads';

const run = promisify(execFile);
const runsOnEachImage = 4;
const imagesAtOnce = 1_000;
const sampleForPython = 1_000;
const side = 640;

const vocabulary =
  `the a of and with left right hand fingers eyes shadow texture fur skin background letters sign window wall teeth ear
  hair legs beak lighting perspective edges are is appears merging melted blurred distorted extra missing unnatural overly
  smooth six 2.5 over-sharp doesn't man's illegible realistically metallic, impossible. geometry;`.split(
    /\s+/,
  );

const next = wordSource(2026, 1);
const uniform = () => next() / 2 ** 32;
const word = () => vocabulary[Math.floor(uniform() * vocabulary.length)] ?? '';

function reference(): Region[] {
  return Array.from({ length: 5 }, () => {
    const [x, y] = [uniform() * 500, uniform() * 500];
    const box: Box = [x, y, x + 20 + 120 * uniform(), y + 20 + 120 * uniform()];
    const description = Array.from({ length: 8 + Math.floor(8 * uniform()) }, word).join(' ');
    return { box, description };
  });
}

/** The same regions a little off, and their words in part. */
function likeness(regions: Region[]): Region[] {
  return regions.map(({ box: [x1, y1, x2, y2], description }) => {
    const [dx, dy] = [40 * (uniform() - 0.5), 40 * (uniform() - 0.5)];
    const words = description.split(' ').map((each) => (uniform() < 0.4 ? word() : each));
    return { box: [x1 + dx, y1 + dy, x2 + dx, y2 + dy], description: words.join(' ') };
  });
}

/** A dataset of generated images (one in ten is real), four runs and a reference. Returns some pairs of regions. */
async function fill(
  { db }: Connection,
  explanations: number,
): Promise<{ said: Region[]; reference: Region[] }[]> {
  const imageCount = Math.ceil(explanations / runsOnEachImage);
  const names = Array.from({ length: imageCount }, (_, number) => `bench ${number}`);
  const labelOf = (number: number): Verdict => (number % 10 === 9 ? 'real' : 'generated');
  const places = names.map((name, number): [string, DatasetImage] => [
    name,
    {
      width: side,
      height: side,
      path: `${number}.png`,
      label: labelOf(number),
      generator: `generator ${number % 28}`,
      category: ['Diffusion', 'GAN', 'DiT', 'Others'][number % 4] ?? null,
      fold: Math.floor(number / 4) % 4,
    },
  ]);
  const datasetId = await addDataset(db, 'bench', Object.fromEntries(places));
  const sample: { said: Region[]; reference: Region[] }[] = [];
  for (let first = 0; first < imageCount; first += imagesAtOnce) {
    const says = Array.from({ length: runsOnEachImage + 1 }, (): Record<string, Said> => ({}));
    for (const [index, name] of names.slice(first, first + imagesAtOnce).entries()) {
      const label = labelOf(first + index);
      const marked = reference();
      for (const [source, ofSource] of says.entries()) {
        const said = source === 0 ? marked : likeness(marked);
        if (source === 1 && sample.length < sampleForPython) sample.push({ said, reference: marked });
        const verdict = source === 0 || uniform() < 0.8 ? 'generated' : 'real';
        ofSource[name] = {
          verdict: source === 0 ? label : verdict,
          probability: source === 0 ? null : uniform(),
          regions: source === 0 && label === 'real' ? [] : said,
        };
      }
    }
    for (const [source, ofSource] of says.entries())
      await addRun(db, { source: `source-${source}`, datasetId, reference: source === 0 }, ofSource);
  }
  return sample;
}

const measured = z.object({
  scored: z.number(),
  seconds: z.number(),
  /** Seconds of processor time, without the database's. */
  cpu: z.number(),
  megabytes: z.number(),
});
const ofPython = z.object({ seconds: z.number(), cpu: z.number() });

/** Run in a process of its own, so that its memory is that of scoring alone. */
async function scoreAll(url: string): Promise<void> {
  const { db, sql, close } = connect(url, { role: 'fakexplain_metrics' });
  // One, so that no more than one core computes at a time.
  const threads = startThreads();
  const began = { wall: performance.now(), cpu: process.cpuUsage() };
  const { scored } = await scorePending({ db, sql, threads });
  const seconds = (performance.now() - began.wall) / 1_000;
  const { user, system } = process.cpuUsage(began.cpu);
  const megabytes = process.resourceUsage().maxRSS / 1_024;
  await Promise.all([close(), threads.close()]);
  console.log(JSON.stringify({ scored, seconds, cpu: (user + system) / 1e6, megabytes }));
}

/** Seconds an explanation with the reference libraries; null without them. */
async function timePython(sample: unknown): Promise<z.infer<typeof ofPython> | null> {
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-bench-'));
  try {
    const file = join(folder, 'sample.json');
    await writeFile(file, JSON.stringify(sample));
    const python = process.env['PYTHON'] ?? 'python3';
    const { stdout } = await run(python, [join(import.meta.dirname, 'scoring.py'), file]);
    return ofPython.parse(JSON.parse(stdout));
  } catch {
    return null;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function main(sizes: number[]): Promise<void> {
  console.log(`${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}`);
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-bench-'));
  const server = await startEmbedded({ dataDir: folder, durable: false });
  try {
    for (const size of sizes) {
      const name = `bench_${size}`;
      const admin = connect(server.url);
      await admin.sql`create database ${admin.sql(name)}`;
      await admin.close();
      const url = Object.assign(new URL(server.url), { pathname: `/${name}` }).href;
      await migrate(url);
      const connection = connect(url);
      const sample = await fill(connection, size);
      await connection.sql`analyze`;
      await connection.close();
      const { stdout } = await run(process.execPath, [import.meta.filename, '--score', url]);
      const { scored, seconds, cpu, megabytes } = measured.parse(JSON.parse(stdout));
      console.log(
        `${scored} explanations (${scored - size} of them references): ${seconds.toFixed(1)} s, ${Math.round(scored / seconds)}/s, ${cpu.toFixed(1)} s of processor time, peak memory ${Math.round(megabytes)} MiB`,
      );
      const python = await timePython(sample);
      console.log(
        python === null
          ? 'No Python with the reference libraries (bench/scoring.py says which): no ratio'
          : `Python, the same metrics of the same texts and boxes, without database and intervals: ${Math.round(1 / python.seconds)}/s; ratio ${((python.seconds * size) / seconds).toFixed(1)} by the clock (at least ${size < 100_000 ? 20 : 25}), ${((python.cpu * size) / cpu).toFixed(1)} by processor time`,
      );
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

const [first, url] = process.argv.slice(2);
if (first === '--score' && url !== undefined) {
  await scoreAll(url);
} else {
  const sizes = z.array(z.coerce.number().int().min(100)).parse(process.argv.slice(2));
  await main(sizes.length > 0 ? sizes : [10_000, 100_000]);
}

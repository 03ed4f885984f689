// AUROC and AP of a million scores and IoU of masks pair by pair, beside scikit-learn and pycocotools on the same data
// in the same run: node detection.ts [python]. Without a Python that has both, our own times alone.
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import {
  decodeMask,
  encodeMask,
  maskIou,
  maskSchema,
  runsFromPolygon,
  type Mask,
} from '@fakexplain/explanation';
import { z } from 'zod';
import { bootstrap } from '@fakexplain/statistics/bootstrap';
import { auroc, statisticsOfRanking } from '@fakexplain/statistics/ranking-statistics';
import { wordSource } from '@fakexplain/statistics/random';
import { averagePrecision, rankScores } from '../src/metrics/detection/ranking.ts';

const timed = z.object({ milliseconds: z.number(), result: z.array(z.number()) });
const pythonTimes = z.object({ ranking: timed, overlaps: timed });
type Timed = z.infer<typeof timed>;

const next = wordSource(2026, 0);
const uniform = () => next() / 2 ** 32;

/** Scores of images of which half are generated, overlapping as those of a fair detector do, some exactly 0 or 1. */
function generatedScores(n: number) {
  const positive = Uint8Array.from({ length: n }, () => (uniform() < 0.5 ? 1 : 0));
  const scores = Float64Array.from(positive, (flag) => 0.4 + 0.2 * flag + 0.5 * (uniform() + uniform() - 1));
  return { positive, scores: scores.map((score) => Math.min(1, Math.max(0, score))) };
}

/** An uneven blob in an image of 640 × 480, near its middle. */
function generatedMask(): Mask {
  const [x, y, radius] = [220 + 200 * uniform(), 160 + 160 * uniform(), 40 + 120 * uniform()];
  const corners = Array.from({ length: 40 }, (_, corner) => {
    const [angle, reach] = [(corner * Math.PI) / 20, radius * (0.6 + 0.4 * uniform())];
    return [x + reach * Math.cos(angle), y + reach * Math.sin(angle)];
  });
  return encodeMask(runsFromPolygon(corners.flat(), { width: 640, height: 480 }));
}

/** The shortest of several times: what else the machine does only ever adds. */
function bestTime(work: () => number[], repetitions: number): Timed {
  const times: number[] = [];
  let result: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const start = performance.now();
    result = work();
    times.push(performance.now() - start);
  }
  return { milliseconds: Math.min(...times), result };
}

async function timesOfPython(python: string, folder: string) {
  try {
    const { stdout } = await promisify(execFile)(
      python,
      [join(import.meta.dirname, 'detection.py'), folder],
      { env: { ...process.env, OMP_NUM_THREADS: '1' } },
    );
    return pythonTimes.parse(JSON.parse(stdout));
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    console.log(`no times of Python (pip install -r packages/fixtures/golden/requirements.txt): ${reason}`);
    return null;
  }
}

function report(name: string, ours: Timed, theirs: Timed | undefined, target: number) {
  if (!theirs) {
    console.log(`${name}: ${ours.milliseconds.toFixed(1)} ms`);
    return;
  }
  const apart = ours.result.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (theirs.result[index] ?? NaN))),
    0,
  );
  const ratio = theirs.milliseconds / ours.milliseconds;
  console.log(
    `${name}: ${ours.milliseconds.toFixed(1)} ms, Python ${theirs.milliseconds.toFixed(1)} ms, ${ratio.toFixed(1)} times as fast (at least ${target}); values differ by at most ${apart.toExponential(1)}`,
  );
}

export async function benchDetection(python = 'python3'): Promise<void> {
  const { scores, positive } = generatedScores(1_000_000);
  const masks = JSON.stringify(Array.from({ length: 2000 }, () => [generatedMask(), generatedMask()]));
  const pairs = z.array(z.tuple([maskSchema, maskSchema])).parse(JSON.parse(masks));
  const folder = await mkdtemp(join(tmpdir(), 'detection-bench-'));
  try {
    await Promise.all([
      writeFile(join(folder, 'scores.bin'), scores),
      writeFile(join(folder, 'positive.bin'), positive),
      writeFile(join(folder, 'masks.json'), masks),
    ]);
    const ranking = bestTime(() => {
      const ranked = rankScores(scores, positive);
      return [auroc(ranked) ?? NaN, averagePrecision(ranked) ?? NaN];
    }, 9);
    const overlaps = bestTime(() => pairs.map(([a, b]) => maskIou(decodeMask(a), decodeMask(b)) ?? 0), 9);
    const theirs = await timesOfPython(python, folder);
    report('AUROC and AP of 1,000,000 scores', ranking, theirs?.ranking, 3);
    report('IoU of 2,000 pairs of masks, from their strings', overlaps, theirs?.overlaps, 2.5);
    const few = { scores: scores.slice(0, 10_000), positive: positive.slice(0, 10_000) };
    const { milliseconds } = bestTime(
      () =>
        bootstrap(10_000, statisticsOfRanking(few, [auroc]), { seed: 1 }).map(({ value }) => value ?? NaN),
      1,
    );
    console.log(
      `bootstrap interval of the AUROC of 10,000 images, 1,000 resamples: ${milliseconds.toFixed(0)} ms`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await benchDetection(process.argv[2] ?? process.env['PYTHON']);

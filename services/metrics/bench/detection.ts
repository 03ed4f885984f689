// AUROC and AP of a million scores and IoU of masks pair by pair, beside scikit-learn, pycocotools and hotcoco (Rust) on the same data
// in the same run: node detection.ts. Without a Python (PYTHON names it) that has them, our own times alone.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
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
import { duel, startPeer } from './peer.ts';

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

export async function benchDetection(): Promise<void> {
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
    const rank = () => {
      const ranked = rankScores(scores, positive);
      return [auroc(ranked) ?? NaN, averagePrecision(ranked) ?? NaN];
    };
    const overlap = () => pairs.map(([a, b]) => maskIou(decodeMask(a), decodeMask(b)) ?? 0);
    const overlaps = { what: 'IoU of 2,000 pairs of masks, from their strings', work: overlap };
    const peer = startPeer('detection.py', folder);
    await duel(
      peer,
      {
        what: 'AUROC and AP of 1,000,000 scores',
        task: 'scikit-learn',
        target: 3,
        work: rank,
      },
      5,
    );
    await duel(peer, { ...overlaps, task: 'pycocotools', target: 2.5 });
    await duel(peer, { ...overlaps, task: 'hotcoco', target: 1.5 });
    peer.stop();
    const few = { scores: scores.slice(0, 10_000), positive: positive.slice(0, 10_000) };
    const start = performance.now();
    bootstrap(10_000, statisticsOfRanking(few, [auroc]), { seed: 1 });
    console.log(
      `bootstrap interval of the AUROC of 10,000 images, 1,000 resamples: ${(performance.now() - start).toFixed(0)} ms`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await benchDetection();

// How often the interval of a share covers, over simulated studies (STUDIES a setting, 2000 unless told): a table on standard
// output. Run alone or by `npm run bench -- coverage`.
import { measureCoverage, settings, type Counts, type Method } from '../src/testing/measure-coverage.ts';
import type { SimulatedStudy } from '../src/testing/simulate-votes.ts';
import { didJob, inThreads } from './in-threads.ts';

const studies = Number(process.env.STUDIES ?? 2000);
/** Truths for coverage; at 0.55 “equivalent”, and at 0.5 a difference, is said falsely. */
const truths = [0.5, 0.53, 0.55, 0.9, 0.97, 0.99];

interface Job {
  study: SimulatedStudy;
  seed: number;
}

interface Measured {
  study: SimulatedStudy;
  counts: Record<Method, Counts>;
}

const isDone = didJob(({ study, seed }: Job): Measured => ({
  study,
  counts: measureCoverage(study, studies, seed),
}));
if (!isDone)
  report(
    await inThreads<Job, Measured>(
      import.meta.url,
      settings(truths).map((study, index) => ({ study, seed: index + 1 })),
    ),
  );

function report(measured: readonly Measured[]): void {
  const percent = (k: number, n: number) => ((100 * k) / n).toFixed(1).padStart(5);
  const line = ({ studies, inside, tooHigh, tooLow }: Counts) =>
    `${percent(inside, studies)} (${percent(tooHigh, studies)}, ${percent(tooLow, studies)})`;
  console.log(
    `95% intervals of a share in ${studies} studies a setting: per cent that cover (too high, too low); before: Wald on the share`,
  );
  console.log('design  sd rater, image  truth   clustered              before');
  for (const { study, counts } of measured)
    console.log(
      [
        `${study.raters}x${study.ballots}`.padEnd(7),
        `${study.raterSd}, ${study.imageSd}`.padEnd(16),
        String(study.truth).padEnd(7),
        line(counts.clustered).padEnd(22),
        line(counts.wald),
        study.raters >= 23 ? missedTarget(counts.clustered) : '',
      ].join(' '),
    );
  const worst = (truth: number, method: Method, said: 'differs' | 'equivalent') =>
    Math.max(
      ...measured
        .filter(({ study }) => study.truth === truth)
        .map(({ counts }) => (100 * counts[method][said]) / counts[method].studies),
    ).toFixed(1);
  for (const [said, truth, words] of [
    ['equivalent', 0.55, 'equivalent within 5 points at 55%'],
    ['differs', 0.5, 'p ≤ 0.05 at 50%'],
  ] as const)
    console.log(
      `${words}, worst setting: clustered ${worst(truth, 'clustered', said)}% (at most 6), before, exact: ${worst(truth, 'wald', said)}%`,
    );
}

/** From 23 raters on: 92.5 to 98% cover, misses within 3 to 1 on both sides. */
function missedTarget({ studies, inside, tooHigh, tooLow }: Counts): string {
  const isOff = inside < 0.925 * studies || inside > 0.98 * studies;
  const isLopsided = Math.max(tooHigh, tooLow) > 3 * Math.min(tooHigh, tooLow);
  return [isOff ? 'outside 92.5 to 98' : '', isLopsided ? 'misses beyond 3 to 1' : '']
    .filter(Boolean)
    .join(', ');
}

import { fill, sentences, type arena } from '@fakexplain/contract';
import { expit } from '@fakexplain/statistics/expit';
import { fitBradleyTerry } from '../ratings/kernels/fit-bradley-terry.ts';
import { fitCovariates, type CovariateFit, type Estimate } from '../ratings/kernels/fit-covariates.ts';
import type { RatedArm } from '../ratings/rated-study.ts';
import { countDistinct } from '../ratings/rows.ts';
import { countPairs, pickVotes, toCells, total, type RegularVotes } from '../ratings/counted-votes.ts';
import { covariates, type Features } from './covariates.ts';

/** Changes whenever a change of method could change a number. */
const method = 'bradley-terry-covariates/1';

/** What an arm shows on an image, or undefined where it shows nothing. */
export type FeaturesOf = (image: number, arm: number) => Features | undefined;

/** The whole answer from votes; pure. @param votesOfStudy of which `votes` may be a part drawn at random */
export function reportCovariates(
  arms: readonly RatedArm[],
  votes: RegularVotes,
  featuresOf: FeaturesOf,
  votesOfStudy: number,
): arena.CovariateReport {
  const counts = countPairs(votes).map((count) => ({ ...count, neither: 0 }));
  const plain = fitBradleyTerry(arms.length, counts);
  const blocks = plain.components.flatMap(({ exact }) => exact.filter((block) => block !== null));
  const sizeOf = (members: readonly number[]) =>
    total(counts.filter(({ a, b }) => members.includes(a) && members.includes(b)));
  const block = blocks.toSorted((x, y) => sizeOf(y.arms) - sizeOf(x.arms)).at(0);
  const members = block?.arms ?? [];
  const place = new Map(members.map((arm, index) => [arm, index]));
  const rows = Int32Array.from(votes.a.keys()).filter(
    (row) =>
      place.has(votes.a[row] ?? -1) && place.has(votes.b[row] ?? -1) && !Number.isNaN(votes.outcome[row]),
  );
  const kept = pickVotes(votes, rows);
  const cells = toCells(kept);
  const placed = (arm: number) => place.get(arm) ?? 0;
  const columns = columnsOf(kept, featuresOf);
  const fit: CovariateFit = block
    ? fitCovariates({
        arms: members.length,
        cells: { ...cells, a: cells.a.map(placed), b: cells.b.map(placed) },
        columns,
      })
    : { status: 'undetermined', reason: 'no two arms have both won and lost against each other yet' };
  return {
    covariates: covariates.map(({ covariate, title, definition }, index) => {
      const coefficient = fit.status === 'ok' ? (fit.coefficients[index] ?? null) : null;
      const share = coefficient && expit(coefficient.estimate);
      return { covariate, title, definition, coefficient: coefficient && written(coefficient), share };
    }),
    ratings: fit.status === 'ok' ? ratings(arms, members, plain.elo, fit.elo) : [],
    votes: rows.length,
    votesOfStudy,
    raters: countDistinct(kept.rater),
    images: countDistinct(kept.image),
    reason: fit.status === 'ok' ? null : fit.reason,
    notes: notes(arms, members, votes.a.length, votesOfStudy),
    method,
  };
}

/** By covariate, then by vote. */
function columnsOf(votes: RegularVotes, featuresOf: FeaturesOf): Float64Array[] {
  return covariates.map(({ value }) =>
    Float64Array.from(votes.a, (a, row) => {
      const image = votes.image[row] ?? -1;
      const ofA = featuresOf(image, a);
      const ofB = featuresOf(image, votes.b[row] ?? -1);
      if (!ofA || !ofB)
        throw new Error(`a vote on image ${image} is between explanations that are not shown there`);
      return value(ofA, ofB, votes.aOnLeft[row] === 1);
    }),
  );
}

const written = ({ estimate, low, high, p }: Estimate) => {
  const interval: arena.Interval =
    low === null || high === null
      ? { kind: 'undetermined', reason: 'it needs at least two raters and two images' }
      : { kind: 'two-sided', low, high };
  return { estimate, interval, p };
};

/** Both around the mean of the same arms, highest first at equal covariates. */
function ratings(
  arms: readonly RatedArm[],
  members: readonly number[],
  elo: Float64Array,
  adjusted: readonly Estimate[],
): arena.CovariateReport['ratings'] {
  const mean = members.reduce((sum, arm) => sum + (elo[arm] ?? NaN), 0) / members.length;
  return members
    .flatMap((arm, index) => {
      const own = adjusted[index];
      const name = arms[arm]?.name;
      if (!own || name === undefined) return [];
      return [{ position: arm, name, elo: (elo[arm] ?? NaN) - mean, adjusted: written(own) }];
    })
    .toSorted((x, y) => y.adjusted.estimate - x.adjusted.estimate);
}

function notes(
  arms: readonly RatedArm[],
  members: readonly number[],
  read: number,
  votesOfStudy: number,
): string[] {
  const said: string[] = [];
  const left = arms.filter(({ position }) => !members.includes(position)).map(({ name }) => name);
  if (members.length > 0 && left.length > 0) said.push(fill(sentences.notes.leftOut, left.join(', ')));
  if (read < votesOfStudy)
    said.push(fill(sentences.notes.sampled, read.toLocaleString('en'), votesOfStudy.toLocaleString('en')));
  return said;
}

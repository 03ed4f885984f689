import type { arena } from '@fakexplain/contract';
import { fitBradleyTerry } from '../ratings/kernels/fit-bradley-terry.ts';
import { fitCovariates, type CovariateFit, type Estimate } from '../ratings/kernels/fit-covariates.ts';
import type { PairCount } from '../ratings/kernels/pair-count.ts';
import type { RatedArm } from '../ratings/rated-study.ts';
import { toColumns, type VoteCell } from '../ratings/vote-counts.ts';
import { covariates, type Features } from './covariates.ts';

/** Changes whenever a change of method could change a number. */
const method = 'bradley-terry-covariates/1';

/** A vote with what its two explanations look like; `a` stands before `b`. */
export interface CovariateVote extends VoteCell {
  aOnLeft: boolean;
  featuresA: Features;
  featuresB: Features;
}

/** The whole answer from votes; pure. */
export function reportCovariates(
  arms: readonly RatedArm[],
  votes: readonly CovariateVote[],
  votesOfStudy: number,
): arena.CovariateReport {
  const counted = votes.filter(({ outcome }) => outcome !== null);
  const plain = fitBradleyTerry(arms.length, countsOf(counted));
  const blocks = plain.components.flatMap(({ exact }) => exact.filter((block) => block !== null));
  const sizeOf = (members: readonly number[]) =>
    counted.filter(({ a, b }) => members.includes(a) && members.includes(b)).length;
  const block = blocks.toSorted((x, y) => sizeOf(y.arms) - sizeOf(x.arms)).at(0);
  const members = block?.arms ?? [];
  const place = new Map(members.map((arm, index) => [arm, index]));
  const rows = counted.filter(({ a, b }) => place.has(a) && place.has(b));
  const cells = toColumns(
    rows.map((vote) => ({ ...vote, a: place.get(vote.a) ?? 0, b: place.get(vote.b) ?? 0 })),
    () => true,
  );
  const columns = covariates.map(({ value }) =>
    Float64Array.from(rows, (vote) => value(vote.featuresA, vote.featuresB, vote.aOnLeft)),
  );
  const fit: CovariateFit = block
    ? fitCovariates({ arms: members.length, cells, columns })
    : { status: 'undetermined', reason: 'no two arms have both won and lost against each other yet' };
  return {
    covariates: covariates.map(({ covariate, title, definition }, index) => {
      const coefficient = fit.status === 'ok' ? (fit.coefficients[index] ?? null) : null;
      const share = coefficient && 1 / (1 + Math.exp(-coefficient.estimate));
      return { covariate, title, definition, coefficient: coefficient && written(coefficient), share };
    }),
    ratings: fit.status === 'ok' ? ratings(arms, members, plain.elo, fit.elo) : [],
    votes: rows.length,
    votesOfStudy,
    raters: new Set(rows.map(({ rater }) => rater)).size,
    images: new Set(rows.map(({ image }) => image)).size,
    reason: fit.status === 'ok' ? null : fit.reason,
    notes: notes(arms, members, votes.length, votesOfStudy),
    method,
  };
}

function countsOf(votes: readonly CovariateVote[]): PairCount[] {
  const counts = new Map<string, PairCount>();
  for (const { a, b, outcome } of votes) {
    const key = `${a} ${b}`;
    const count = counts.get(key) ?? { a, b, winsA: 0, winsB: 0, ties: 0, neither: 0 };
    counts.set(key, count);
    if (outcome === 1) count.winsA += 1;
    else if (outcome === 0) count.winsB += 1;
    else count.ties += 1;
  }
  return [...counts.values()];
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
  if (members.length > 0 && left.length > 0)
    said.push(
      `Left out, since they have not both won and lost against the others: ${left.join(', ')}. A finite rating with covariates does not exist for them.`,
    );
  if (read < votesOfStudy)
    said.push(
      `From ${read.toLocaleString('en')} votes drawn at random of ${votesOfStudy.toLocaleString('en')}.`,
    );
  return said;
}

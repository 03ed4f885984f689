import { comparisonComponents } from './comparison-graph.ts';
import { add, at, cholesky, choleskySolve } from '@fakexplain/statistics/linear-algebra';
import { eloPerLogOdds } from './interval.ts';
import { tabulatePairs, type PairCount, type PairTable } from './pair-count.ts';

export type DavidsonFit =
  /** `elo` has mean 0, NaN for arms without votes; `tieParameter` ν > 0: between equal arms a tie has probability ν / (2 + ν). */
  | { status: 'ok'; elo: Float64Array; tieParameter: number; logLikelihood: number }
  | { status: 'disconnected' | 'no-ties' | 'no-maximum'; reason: string };

/**
 * Davidson's (1970) model of ties: with strengths π = 10^(elo/400), the outcomes "a", "b" and "tie" have odds
 * π_a : π_b : ν√(π_a π_b). Exact maximum by Newton's method to 1e-10 in log-odds. `neither` is not a tie and is left out.
 *
 * The likelihood may have no finite maximum even where ties connect all arms; the steps then never shrink, which is reported
 * as `no-maximum`.
 *
 * @param start ratings (Elo) by arm, from which the search begins; those of the votes that are no ties come close
 * @throws RangeError for malformed counts
 */
export function fitDavidson(
  arms: number,
  counts: readonly PairCount[],
  start: Float64Array = new Float64Array(arms),
): DavidsonFit {
  const all = tabulatePairs(arms, counts, { ties: 'half', neither: 'drop' });
  const components = comparisonComponents(all).filter((component) => component.arms.length > 1);
  const [only] = components;
  if (only === undefined || components.length > 1)
    return {
      status: 'disconnected',
      reason: `the arms fall into ${components.length} groups that no vote links`,
    };
  const place = new Map(only.arms.map((arm, index) => [arm, index]));
  const local = (column: Int32Array): Int32Array => column.map((arm) => place.get(arm) as number);
  const pairs = { ...all, arms: only.arms.length, a: local(all.a), b: local(all.b) };
  if (pairs.halves.every((ties) => ties === 0))
    return { status: 'no-ties', reason: 'no vote is a tie: the Bradley–Terry fit is the same' };
  const none: DavidsonFit = {
    status: 'no-maximum',
    reason:
      'some arms never lost to others, or nothing but ties was voted: the likelihood has no finite maximum',
  };
  if (only.groups.length !== 1) return none;
  const size = only.arms.length;
  const lead = (arm: number) => (at(start, arm) - at(start, only.arms[size - 1] as number)) / eloPerLogOdds;
  let values = Float64Array.from(only.arms, lead); // strengths of all arms but the last, then log ν
  values[size - 1] = startingLogTie(pairs);
  let state = evaluate(pairs, values);
  for (let iteration = 0; iteration < 100; iteration++) {
    const lower = cholesky(state.information, size);
    if (lower === null) return none;
    const step = choleskySolve(lower, size, state.gradient);
    const largest = step.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    let scale = Math.min(1, 5 / largest);
    let next = state;
    let moved = values;
    do {
      moved = values.map((value, index) => value + scale * at(step, index));
      next = evaluate(pairs, moved);
      scale /= 2;
    } while (
      next.logLikelihood < state.logLikelihood - 1e-11 * Math.abs(state.logLikelihood) &&
      scale > 1e-6
    );
    values = moved;
    state = next;
    if (largest < 1e-10) return described(values, arms, only.arms, state.logLikelihood);
  }
  return none;
}

/** log ν of equal arms with as many ties; 0 where nothing but ties was voted. */
function startingLogTie({ winsA, winsB, halves }: PairTable): number {
  const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
  const decided = total(winsA) + total(winsB);
  return decided === 0 ? 0 : Math.log((2 * total(halves)) / decided);
}

function described(
  values: Float64Array,
  arms: number,
  voted: readonly number[],
  logLikelihood: number,
): DavidsonFit {
  const theta = values.slice();
  theta[voted.length - 1] = 0;
  const mean = theta.reduce((sum, entry) => sum + entry, 0) / voted.length;
  const elo = new Float64Array(arms).fill(NaN);
  for (const [place, arm] of voted.entries()) elo[arm] = (at(theta, place) - mean) * eloPerLogOdds;
  return { status: 'ok', elo, tieParameter: Math.exp(at(values, voted.length - 1)), logLikelihood };
}

/** Log-likelihood, its gradient and minus its second derivative; as a log-linear model in (θ, log ν) it is concave. */
function evaluate(
  pairs: PairTable,
  values: Float64Array,
): { logLikelihood: number; gradient: Float64Array; information: Float64Array } {
  const size = pairs.arms;
  const tie = size - 1; // place of log ν; the last arm, held at 0, has none
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  let logLikelihood = 0;
  for (let index = 0; index < pairs.a.length; index++) {
    const a = pairs.a[index] as number;
    const b = pairs.b[index] as number;
    const half = (at(values, a) - (b === tie ? 0 : at(values, b))) / 2;
    const wonA = at(pairs.winsA, index);
    const wonB = at(pairs.winsB, index);
    const tied = at(pairs.halves, index);
    const n = wonA + wonB + tied;
    const most = Math.max(Math.abs(half), at(values, tie));
    const oddsA = Math.exp(half - most);
    const oddsB = Math.exp(-half - most);
    const oddsTie = Math.exp(at(values, tie) - most);
    const total = oddsA + oddsB + oddsTie;
    const lead = (oddsA - oddsB) / total;
    const pTie = oddsTie / total;
    logLikelihood += (wonA - wonB) * half + tied * at(values, tie) - n * (most + Math.log(total));
    const residual = (wonA - wonB - n * lead) / 2;
    const curvature = (n * (1 - pTie - lead * lead)) / 4;
    const cross = (-n * lead * pTie) / 2;
    add(gradient, a, residual);
    add(information, a * size + a, curvature);
    add(information, tie * size + a, cross);
    if (b !== tie) {
      add(gradient, b, -residual);
      add(information, b * size + b, curvature);
      add(information, b * size + a, -curvature);
      add(information, tie * size + b, -cross);
    }
    add(gradient, tie, tied - n * pTie);
    add(information, tie * size + tie, n * pTie * (1 - pTie));
  }
  return { logLikelihood, gradient, information };
}

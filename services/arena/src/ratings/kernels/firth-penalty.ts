import { add, at, cholesky } from '@fakexplain/statistics/linear-algebra';
import {
  contrastVariance,
  evaluatePlain,
  factorInformation,
  paddedInverse,
  winProbability,
  winVariance,
  type Evaluation,
  type LocalPairs,
} from './pair-likelihood.ts';

/** Beyond this number of pairs the exact curvature of the penalty, quadratic in them, costs more than it saves. */
const mostCurvedPairs = 600;

/**
 * The likelihood plus half the log-determinant of the information (Firth 1993). Its derivative is the plain one of votes of
 * which each pair got half its leverage more on either side. Their information alone makes Newton's steps creep where
 * leverages are great, that is among few pairs; there it is corrected to the exact second derivative, unless that is not
 * definite (far from the maximum).
 */
export function evaluatePenalised(
  pairs: LocalPairs,
  theta: Float64Array,
  place: Int32Array,
  size: number,
): Evaluation {
  const { value, lower } = factorInformation(pairs, theta);
  let logRoot = 0;
  for (let i = 0; i < pairs.size - 1; i++) logRoot += Math.log(at(lower, i * (pairs.size - 1) + i));
  const inverse = paddedInverse(lower, pairs.size);
  const leverage = pairs.n.map((n, i) => {
    const a = pairs.a[i] as number;
    const b = pairs.b[i] as number;
    return n * winVariance(at(theta, a) - at(theta, b)) * contrastVariance(inverse, pairs.size, a, b);
  });
  const augmented = {
    ...pairs,
    n: pairs.n.map((n, i) => n + at(leverage, i)),
    wins: pairs.wins.map((wins, i) => wins + at(leverage, i) / 2),
  };
  const { gradient, information } = evaluatePlain(augmented, theta, place, size);
  if (pairs.n.length > mostCurvedPairs) return { value: value + logRoot, gradient, information };
  const exact = information.slice();
  addPenaltyCurvature(exact, pairs, theta, place, size, inverse, leverage);
  const curvature = cholesky(exact, size) === null ? information : exact;
  return { value: value + logRoot, gradient, information: curvature };
}

/** Adds what the change of the leverages h = n p (1−p) xᵀGx with the strengths takes from the second derivative. */
function addPenaltyCurvature(
  curvature: Float64Array,
  pairs: LocalPairs,
  theta: Float64Array,
  place: Int32Array,
  size: number,
  inverse: Float64Array,
  leverage: Float64Array,
): void {
  const differences = pairs.n.map(
    (_, i) => at(theta, pairs.a[i] as number) - at(theta, pairs.b[i] as number),
  );
  const skew = differences.map((difference) => 1 - 2 * winProbability(difference));
  const slope = pairs.n.map((n, i) => n * winVariance(at(differences, i)) * at(skew, i));
  for (let i = 0; i < pairs.n.length; i++) {
    const rowA = (pairs.a[i] as number) * pairs.size;
    const rowB = (pairs.b[i] as number) * pairs.size;
    const placeA = place[pairs.a[i] as number] as number;
    const placeB = place[pairs.b[i] as number] as number;
    for (let j = 0; j < pairs.n.length; j++) {
      const c = pairs.a[j] as number;
      const d = pairs.b[j] as number;
      const common =
        at(inverse, rowA + c) - at(inverse, rowA + d) - at(inverse, rowB + c) + at(inverse, rowB + d);
      let weight = (at(slope, i) * at(slope, j) * common * common) / 2;
      if (i === j) weight -= (at(leverage, i) * at(skew, i) ** 2) / 2;
      const placeC = place[c] as number;
      const placeD = place[d] as number;
      // Only the lower triangle is read.
      if (placeC >= 0 && placeA >= placeC) add(curvature, placeA * size + placeC, weight);
      if (placeD >= 0 && placeA >= placeD) add(curvature, placeA * size + placeD, -weight);
      if (placeC >= 0 && placeB >= placeC) add(curvature, placeB * size + placeC, -weight);
      if (placeD >= 0 && placeB >= placeD) add(curvature, placeB * size + placeD, weight);
    }
  }
}

import { expit } from './expit.ts';
import { add, at, cholesky, choleskySolve } from './linear-algebra.ts';

/** Rows of numbers with one of two classes each. */
export interface ClassedRows {
  columns: number;
  /** rows × columns, row by row. */
  values: Float64Array;
  /** 1 for the positive class, 0 for the other; one for each row. */
  positive: Uint8Array;
}

export interface LogisticFit {
  intercept: number;
  /** One for each column: log-odds of the positive class a unit of the column. */
  weights: Float64Array;
}

/** Steps of Newton's method after which a fit counts as failed. */
const mostSteps = 100;

/**
 * Logistic regression with a ridge penalty: the minimum over weights w and an intercept, which is not penalised, of
 * Σ log(1 + exp(−yᵢ zᵢ)) + ½ penalty ‖w‖² (le Cessie & van Houwelingen 1992), by Newton's method with halved steps. Reference:
 * scikit-learn's LogisticRegression with C = 1 / penalty.
 *
 * @param rows both classes among them; columns should be of like scale, since the penalty is the same for all
 * @param penalty above 0, so that there is one finite minimum whatever the rows
 * @throws RangeError where the sizes do not fit, one class is missing or the penalty is not above 0
 */
export function fitLogistic({ columns, values, positive }: ClassedRows, penalty = 1): LogisticFit {
  const rows = positive.length;
  if (values.length !== rows * columns)
    throw new RangeError(`${values.length} values are not ${rows} rows of ${columns}`);
  if (!(penalty > 0)) throw new RangeError(`the penalty must be above 0, got ${penalty}`);
  if (!positive.includes(1) || !positive.includes(0)) throw new RangeError('both classes are needed');
  const size = columns + 1;
  let weights = new Float64Array(size);
  let state = evaluate({ columns, values, positive }, weights, penalty);
  for (let step = 0; step < mostSteps; step++) {
    const lower = cholesky(state.information, size);
    if (lower === null) break;
    const move = choleskySolve(lower, size, state.gradient);
    const largest = move.reduce((most, entry) => Math.max(most, Math.abs(entry)), 0);
    for (let scale = 1; ; scale /= 2) {
      const moved = weights.map((weight, index) => weight + scale * at(move, index));
      const next = evaluate({ columns, values, positive }, moved, penalty);
      if (next.value > state.value + 1e-11 * (1 + state.value) && scale > 1e-6) continue;
      weights = moved;
      state = next;
      break;
    }
    if (largest < 1e-8) return { intercept: at(weights, columns), weights: weights.slice(0, columns) };
  }
  throw new Error(`no minimum was found in ${mostSteps} steps`);
}

/** Log-odds of the positive class of each row. */
export function logOdds(
  { intercept, weights }: LogisticFit,
  { columns, values }: Pick<ClassedRows, 'columns' | 'values'>,
): Float64Array {
  return Float64Array.from({ length: values.length / columns }, (_, row) => {
    let sum = intercept;
    for (let column = 0; column < columns; column++)
      sum += at(weights, column) * at(values, row * columns + column);
    return sum;
  });
}

interface State {
  /** Of what is minimised. */
  value: number;
  /** Its slope downwards; the intercept comes last. */
  gradient: Float64Array;
  /** Its curvature, of which the lower triangle is filled. */
  information: Float64Array;
}

function evaluate({ columns, values, positive }: ClassedRows, weights: Float64Array, penalty: number): State {
  const size = columns + 1;
  const gradient = new Float64Array(size);
  const information = new Float64Array(size * size);
  let value = 0;
  for (let column = 0; column < columns; column++) {
    const weight = at(weights, column);
    value += (penalty * weight * weight) / 2;
    gradient[column] = -penalty * weight;
    information[column * size + column] = penalty;
  }
  // Most columns of most rows are 0 where words are counted: only the others are added up.
  const filled = new Int32Array(size);
  for (let row = 0; row < positive.length; row++) {
    const begin = row * columns;
    let count = 0;
    let odds = at(weights, columns);
    for (let column = 0; column < columns; column++) {
      const entry = at(values, begin + column);
      if (entry === 0) continue;
      filled[count++] = column;
      odds += at(weights, column) * entry;
    }
    const isPositive = positive[row] === 1;
    const signed = isPositive ? odds : -odds;
    value += signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed;
    const p = expit(odds);
    const residual = (isPositive ? 1 : 0) - p;
    const curvature = p * (1 - p);
    for (let i = 0; i < count; i++) {
      const column = filled[i] as number;
      const entry = at(values, begin + column);
      add(gradient, column, residual * entry);
      const scaled = curvature * entry;
      for (let j = 0; j <= i; j++) {
        const other = filled[j] as number;
        add(information, column * size + other, scaled * at(values, begin + other));
      }
      add(information, columns * size + column, scaled);
    }
    add(gradient, columns, residual);
    add(information, columns * size + columns, curvature);
  }
  return { value, gradient, information };
}

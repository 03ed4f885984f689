/** Square matrices are flat, row-major Float64Arrays of size × size. */

/** The entry at an index, unchecked: `index` must be below the length. */
export const at = (values: Float64Array, index: number): number => values[index] as number;

/** Adds to the entry at an index below the length, in place. */
export const add = (values: Float64Array, index: number, amount: number): void => {
  values[index] = (values[index] as number) + amount;
};

/**
 * Cholesky factor L (lower, A = L Lᵀ) of a symmetric matrix of which only the lower triangle is read. A pivot below
 * `tolerance` times the largest diagonal entry makes a strict factorisation `null`; a semi-definite one zeroes its column.
 */
export function cholesky(
  matrix: Float64Array,
  size: number,
  mode: 'strict' | 'semi' = 'strict',
): Float64Array | null {
  const lower = new Float64Array(size * size);
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, at(matrix, i * size + i));
  const tolerance = largest * (mode === 'strict' ? 1e-15 : 1e-12);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j <= i; j++) {
      const other = j * size;
      let sum = at(matrix, row + j);
      for (let k = 0; k < j; k++) sum -= at(lower, row + k) * at(lower, other + k);
      if (i !== j) {
        const pivot = at(lower, other + j);
        lower[row + j] = pivot === 0 ? 0 : sum / pivot;
      } else if (sum > tolerance) lower[row + i] = Math.sqrt(sum);
      else if (mode === 'strict') return null;
    }
  }
  return lower;
}

/** x with L Lᵀ x = right. */
export function choleskySolve(lower: Float64Array, size: number, right: Float64Array): Float64Array {
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    let sum = at(x, i);
    for (let k = 0; k < i; k++) sum -= at(lower, i * size + k) * at(x, k);
    x[i] = sum / at(lower, i * size + i);
  }
  for (let i = size - 1; i >= 0; i--) {
    const value = at(x, i) / at(lower, i * size + i);
    x[i] = value;
    for (let k = 0; k < i; k++) add(x, k, -value * at(lower, i * size + k));
  }
  return x;
}

/** (L Lᵀ)⁻¹, both triangles filled. */
export function choleskyInverse(lower: Float64Array, size: number): Float64Array {
  const inverseLower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let k = 0; k < i; k++) {
      const factor = at(lower, row + k);
      if (factor !== 0)
        for (let j = 0; j <= k; j++) add(inverseLower, row + j, -factor * at(inverseLower, k * size + j));
    }
    const pivot = at(lower, row + i);
    for (let j = 0; j < i; j++) inverseLower[row + j] = at(inverseLower, row + j) / pivot;
    inverseLower[row + i] = 1 / pivot;
  }
  const inverse = new Float64Array(size * size);
  for (let k = 0; k < size; k++) {
    const row = k * size;
    for (let i = 0; i <= k; i++) {
      const factor = at(inverseLower, row + i);
      for (let j = 0; j <= i; j++) add(inverse, i * size + j, factor * at(inverseLower, row + j));
    }
  }
  mirror(inverse, size);
  return inverse;
}

/** Copies the lower triangle into the upper one. */
function mirror(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[j * size + i] = at(matrix, i * size + j);
}

/** A B A for symmetric A and B. */
export function sandwich(outer: Float64Array, inner: Float64Array, size: number): Float64Array {
  return multiply(multiply(outer, inner, size), outer, size);
}

function multiply(left: Float64Array, right: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let k = 0; k < size; k++) {
      const factor = at(left, i * size + k);
      if (factor !== 0)
        for (let j = 0; j < size; j++) add(product, i * size + j, factor * at(right, k * size + j));
    }
  return product;
}

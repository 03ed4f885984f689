/** Square matrices are flat, row-major Float64Arrays of size × size. */

/** The entry at an index, unchecked: `index` must be below the length. */
export const at = (values: Float64Array, index: number): number => values[index] as number;

/** Adds to the entry at an index below the length, in place. */
export const add = (values: Float64Array, index: number, amount: number): void => {
  values[index] = (values[index] as number) + amount;
};

/** Σ x y over `length` entries from a place of each. */
function dot(x: Float64Array, fromX: number, y: Float64Array, fromY: number, length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += at(x, fromX + k) * at(y, fromY + k);
  return sum;
}

/** Sums of `dotFour`. */
const four = new Float64Array(4);

/** The same with four vectors y, `size` entries apart, into `four`: each entry of x is read once for them. */
function dotFour(
  x: Float64Array,
  fromX: number,
  y: Float64Array,
  fromY: number,
  size: number,
  length: number,
): void {
  const [second, third, fourth] = [fromY + size, fromY + 2 * size, fromY + 3 * size];
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let k = 0; k < length; k++) {
    const factor = at(x, fromX + k);
    a += factor * at(y, fromY + k);
    b += factor * at(y, second + k);
    c += factor * at(y, third + k);
    d += factor * at(y, fourth + k);
  }
  four[0] = a;
  four[1] = b;
  four[2] = c;
  four[3] = d;
}

/** L x for a lower triangular L and several vectors x, one after the other in `vectors` as in the result. */
export function multiplyLower(lower: Float64Array, size: number, vectors: Float64Array): Float64Array {
  const products = new Float64Array(vectors.length);
  let first = 0;
  for (; first + 4 * size <= vectors.length; first += 4 * size)
    for (let i = 0; i < size; i++) {
      dotFour(lower, i * size, vectors, first, size, i + 1);
      for (let each = 0; each < 4; each++) products[first + each * size + i] = at(four, each);
    }
  for (; first < vectors.length; first += size)
    for (let i = 0; i < size; i++) products[first + i] = dot(lower, i * size, vectors, first, i + 1);
  return products;
}

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
  for (let j = 0; j < size; j++) {
    const row = j * size;
    const square = at(matrix, row + j) - dot(lower, row, lower, row, j);
    if (square > tolerance) lower[row + j] = Math.sqrt(square);
    else if (mode === 'strict') return null;
    else continue;
    const pivot = at(lower, row + j);
    let i = j + 1;
    for (; i + 4 <= size; i += 4) {
      dotFour(lower, row, lower, i * size, size, j);
      for (let each = 0; each < 4; each++) {
        const place = (i + each) * size + j;
        lower[place] = (at(matrix, place) - at(four, each)) / pivot;
      }
    }
    for (; i < size; i++)
      lower[i * size + j] = (at(matrix, i * size + j) - dot(lower, row, lower, i * size, j)) / pivot;
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
  // Row j is column j of L⁻¹, so that all products are of entries that lie side by side.
  const columns = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const column = j * size;
    columns[column + j] = 1 / at(lower, column + j);
    for (let i = j + 1; i < size; i++)
      columns[column + i] = -dot(lower, i * size + j, columns, column + j, i - j) / at(lower, i * size + i);
  }
  const inverse = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++)
      inverse[i * size + j] = dot(columns, i * size + i, columns, j * size + i, size - i);
  mirror(inverse, size);
  return inverse;
}

/** Copies the lower triangle into the upper one. */
function mirror(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) matrix[j * size + i] = at(matrix, i * size + j);
}

/** A B A for symmetric A and B. */
export function sandwich(outer: Float64Array, inner: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  const row = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let j = 0;
    for (; j + 4 <= size; j += 4) {
      dotFour(outer, i * size, inner, j * size, size, size);
      row.set(four, j);
    }
    for (; j < size; j++) row[j] = dot(outer, i * size, inner, j * size, size);
    for (j = 0; j <= i; j++) product[i * size + j] = dot(row, 0, outer, j * size, size);
  }
  mirror(product, size);
  return product;
}

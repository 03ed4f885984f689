import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, cholesky, choleskyInverse, choleskySolve, multiplyLower, sandwich } from './linear-algebra.ts';

/** B Bᵀ + I, symmetric and positive definite. */
function positiveDefinite(size: number, entries: readonly number[]): Float64Array {
  return Float64Array.from({ length: size * size }, (_, place) => {
    const [i, j] = [Math.floor(place / size), place % size];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < size; k++) sum += (entries[i * size + k] ?? 0) * (entries[j * size + k] ?? 0);
    return sum;
  });
}

const product = (left: Float64Array, right: Float64Array, size: number): number[] =>
  Array.from({ length: size * size }, (_, place) => {
    let sum = 0;
    for (let k = 0; k < size; k++)
      sum += at(left, Math.floor(place / size) * size + k) * at(right, k * size + (place % size));
    return sum;
  });

const matrices = fc.integer({ min: 1, max: 7 }).chain((size) =>
  fc.tuple(
    fc.constant(size),
    fc
      .array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: size * size, maxLength: size * size })
      .map((entries) => positiveDefinite(size, entries)),
  ),
);

test('the inverse times the matrix is the identity, and solving multiplies by the inverse', () => {
  fc.assert(
    fc.property(matrices, ([size, matrix]) => {
      const lower = cholesky(matrix, size);
      if (lower === null) throw new Error('a positive definite matrix was refused');
      const inverse = choleskyInverse(lower, size);
      for (const [place, entry] of product(inverse, matrix, size).entries())
        expect(entry).toBeCloseTo(Math.floor(place / size) === place % size ? 1 : 0, 7);
      const right = Float64Array.from({ length: size }, (_, index) => index + 1);
      for (const [i, entry] of choleskySolve(lower, size, right).entries())
        expect(entry).toBeCloseTo(
          right.reduce((sum, value, j) => sum + at(inverse, i * size + j) * value, 0),
          7,
        );
    }),
  );
});

test('a factor times its transpose is the matrix, and times vectors what it is times each', () => {
  fc.assert(
    fc.property(matrices, ([size, matrix]) => {
      const lower = cholesky(matrix, size) ?? new Float64Array();
      // Row i of the factor, as a vector, becomes row i of the matrix: L Lᵀ is symmetric.
      for (const [place, entry] of multiplyLower(lower, size, lower).entries())
        expect(entry).toBeCloseTo(at(matrix, place), 9);
    }),
  );
});

test('a sandwich is A B A', () => {
  fc.assert(
    fc.property(matrices, ([size, outer]) => {
      const inner = outer.map((entry, place) => (place % (size + 1) === 0 ? 3 - entry : -entry));
      const expected = product(Float64Array.from(product(outer, inner, size)), outer, size);
      for (const [place, entry] of sandwich(outer, inner, size).entries())
        expect(entry / (1 + Math.abs(expected[place] ?? NaN))).toBeCloseTo(
          (expected[place] ?? NaN) / (1 + Math.abs(expected[place] ?? NaN)),
          9,
        );
    }),
  );
});

test('a singular matrix has no strict factor, and a semi-definite one whose square it is', () => {
  const singular = Float64Array.of(1, 1, 1, 1);
  expect(cholesky(singular, 2)).toBeNull();
  expect([...(cholesky(singular, 2, 'semi') ?? [])]).toEqual([1, 0, 1, 0]);
});

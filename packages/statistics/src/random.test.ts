import { expect, test } from 'vitest';
import golden from '../golden/golden.json' with { type: 'json' };
import { chiSquareSource, fillRandom, normalSource, uniformSource, wordSource } from './random.ts';

test('the generator as its authors publish it', () => {
  for (const { state, numbers } of golden.xoshiro) {
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const half = numbers.length >> 1;
    const [first, second] = [new Uint32Array(half), new Uint32Array(numbers.length - half)];
    fillRandom(second, fillRandom(first, [a, b, c, d]));
    expect([...first, ...second]).toEqual(numbers);
  }
});

const sample = (draw: () => number): { mean: number; variance: number } => {
  const values = Array.from({ length: 20_000 }, draw);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
};

test('means and variances are those of the distributions', () => {
  const uniform = uniformSource(1);
  const normal = normalSource(uniform);
  expect(sample(uniform)).toEqual({ mean: expect.closeTo(0.5, 1), variance: expect.closeTo(1 / 12, 2) });
  expect(sample(normal)).toEqual({ mean: expect.closeTo(0, 1), variance: expect.closeTo(1, 1) });
  for (const k of [1, 2, 7]) {
    const { mean, variance } = sample(chiSquareSource(k, uniform, normal));
    expect(mean / k).toBeCloseTo(1, 1);
    expect(variance / (2 * k)).toBeCloseTo(1, 0);
  }
});

test('a seed fixes the sequence', () => {
  const [one, same, other] = [uniformSource(3), uniformSource(3), uniformSource(4)];
  const first = [one(), one()];
  expect([same(), same()]).toEqual(first);
  expect([other(), other()]).not.toEqual(first);
});

test('streams of a seed differ', () => {
  const firsts = Array.from({ length: 1000 }, (_, stream) => wordSource(0, stream)());
  expect(new Set(firsts).size).toBe(1000);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseToken, penaliseRepetition } from './choose-token.ts';
import { randomOf } from './random.ts';

const all = { temperature: 1, topP: 1, topK: null };

/** How often each token is drawn, of 20,000. */
function frequencies(logits: number[], sampling: { temperature?: number; topP?: number; topK?: number }) {
  const random = randomOf(7, 'frequencies');
  const counts = logits.map(() => 0);
  for (let draw = 0; draw < 20_000; draw += 1) {
    const id = chooseToken(Float32Array.from(logits), { ...all, ...sampling, random });
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts.map((count) => count / 20_000);
}

test('temperature 0 takes the greatest, the first of equals', () => {
  const random = () => 0.99;
  expect(chooseToken(Float32Array.of(1, 3, 3, 2), { ...all, temperature: 0, random })).toBe(1);
  expect(chooseToken(Float32Array.of(-Infinity, -5), { ...all, temperature: 0, random })).toBe(1);
});

test('draws with the probabilities of the softmax at a temperature', () => {
  const logits = [0, 1, -1, 2.5, -Infinity];
  for (const temperature of [0.5, 1, 2]) {
    const weights = logits.map((logit) => Math.exp(logit / temperature));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [id, frequency] of frequencies(logits, { temperature }).entries())
      expect(frequency).toBeCloseTo((weights[id] ?? 0) / total, 1);
  }
  expect(frequencies(logits, {})[4]).toBe(0);
});

test('top-p keeps the least set of the likeliest that reaches it, top-k the k likeliest', () => {
  // Probabilities 0.5, 0.3, 0.15, 0.05.
  const logits = [0.3, 0.5, 0.05, 0.15].map(Math.log);
  const drawn = (sampling: Parameters<typeof frequencies>[1]) =>
    frequencies(logits, sampling).flatMap((frequency, id) => (frequency > 0 ? [id] : []));
  expect(drawn({ topP: 0.4 })).toEqual([1]);
  expect(drawn({ topP: 0.79 })).toEqual([0, 1]);
  expect(drawn({ topP: 0.81 })).toEqual([0, 1, 3]);
  expect(drawn({ topK: 1 })).toEqual([1]);
  expect(drawn({ topK: 3 })).toEqual([0, 1, 3]);
  expect(drawn({ topK: 3, topP: 0.6 })).toEqual([0, 1]);
});

test('a seed and a key give one stream, others give others', () => {
  const stream = (seed: number, key: string) => {
    const random = randomOf(seed, key);
    return Array.from({ length: 5 }, random);
  };
  expect(stream(1, 'a')).toEqual(stream(1, 'a'));
  expect(stream(1, 'a')).not.toEqual(stream(2, 'a'));
  expect(stream(1, 'a')).not.toEqual(stream(1, 'b'));
  fc.assert(
    fc.property(fc.nat(), fc.string(), (seed, key) => {
      const random = randomOf(seed, key);
      const values = Array.from({ length: 1_000 }, random);
      expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
      expect(values.reduce((sum, value) => sum + value, 0) / 1_000).toBeCloseTo(0.5, 0);
    }),
    { numRuns: 20 },
  );
});

test('a repetition penalty lowers logits of either sign, once a token', () => {
  const logits = Float32Array.of(2, -2, 2, 0);
  penaliseRepetition(logits, new Set([0, 1, 3]), 2);
  expect([...logits]).toEqual([1, -4, 2, 0]);
});

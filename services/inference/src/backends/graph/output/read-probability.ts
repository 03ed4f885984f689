import { ModelFailure } from '../../backend.ts';
import type { ProbabilityOutput } from '../settings.ts';

/**
 * Probability of `generated`, 0–1, from what the graph gave for one image.
 * @throws ModelFailure with the fault `image` for a value that is not a number; `model` where there are too few values or one
 * that cannot be a probability
 */
export function readProbability(
  values: Float32Array,
  { as, index, of }: Omit<ProbabilityOutput, 'name'>,
): number {
  const value = values[index];
  if (value === undefined) {
    const found = `the output has ${values.length} values for an image`;
    throw new ModelFailure('model', `${found}, so output.probability.index cannot be ${index}`);
  }
  if (values.some(Number.isNaN)) throw new ModelFailure('image', 'the model gave NaN for this image');
  const probability = as === 'sigmoid' ? sigmoid(value) : as === 'softmax' ? softmax(values, value) : value;
  if (!(probability >= 0 && probability <= 1)) {
    const message = `the model gave ${probability}, which is not a probability: is output.probability.as right?`;
    throw new ModelFailure('model', message);
  }
  return of === 'real' ? 1 - probability : probability;
}

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

const softmax = (logits: Float32Array, logit: number): number =>
  1 / logits.reduce((sum, other) => sum + Math.exp(other - logit), 0);

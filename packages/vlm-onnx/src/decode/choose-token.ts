/** How a token is drawn from logits. */
export interface Sampling {
  /** 0: always the likeliest. */
  temperature: number;
  /** Among the likeliest tokens that together have this probability. */
  topP: number;
  /** Among this many likeliest tokens; null: all. */
  topK: number | null;
  /** Uniform numbers in [0, 1). */
  random: () => number;
}

/** The place of the greatest value, the first of equals. */
export function indexOfGreatest(values: Float32Array): number {
  let best = 0;
  let greatest = -Infinity;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? -Infinity;
    if (value > greatest) {
      greatest = value;
      best = index;
    }
  }
  return best;
}

/**
 * Makes tokens that were there before less likely, in place: positive logits are divided, negative ones multiplied
 * (Keskar et al. 2019, as in RepetitionPenaltyLogitsProcessor of transformers).
 */
export function penaliseRepetition(logits: Float32Array, seen: Iterable<number>, penalty: number): void {
  if (penalty === 1) return;
  for (const id of seen) {
    const logit = logits[id] ?? 0;
    logits[id] = logit < 0 ? logit * penalty : logit / penalty;
  }
}

/**
 * Draws a token. Temperature, then top-k, then nucleus sampling (Holtzman et al. 2020), in transformers' order. Tokens with
 * a logit of −∞ are never drawn while there is another.
 */
export function chooseToken(logits: Float32Array, { temperature, topP, topK, random }: Sampling): number {
  const likeliest = indexOfGreatest(logits);
  if (temperature === 0) return likeliest;
  const greatest = logits[likeliest] ?? 0;
  const candidates: { id: number; weight: number }[] = [];
  for (let id = 0; id < logits.length; id += 1) {
    const weight = Math.exp(((logits[id] ?? -Infinity) - greatest) / temperature);
    if (weight > 0) candidates.push({ id, weight });
  }
  candidates.sort((one, other) => other.weight - one.weight || one.id - other.id);
  if (topK !== null) candidates.length = Math.min(candidates.length, topK);
  const total = candidates.reduce((sum, { weight }) => sum + weight, 0);
  let nucleus = 0;
  let count = 0;
  while (count < candidates.length && (count === 0 || nucleus < topP * total)) {
    nucleus += candidates[count]?.weight ?? 0;
    count += 1;
  }
  let left = random() * nucleus;
  for (const { id, weight } of candidates.slice(0, count)) {
    left -= weight;
    if (left < 0) return id;
  }
  return candidates[count - 1]?.id ?? likeliest;
}

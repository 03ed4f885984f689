import { drawFrom } from './kernels/draw-from.ts';
import type { PastBallot } from './rater-past.ts';
import { asks } from './study-design.ts';
import type { StudyDesign } from './study-design.ts';

/** Ballots between one and its mirrored repeat, so that the rater has forgotten the answer. */
const repeatDistance = 15;

/** What is asked next. `probability`: with which the kind, and what is named here, was drawn. */
export type Plan =
  | { kind: 'regular'; pair: number; a: number; b: number; probability: number }
  | { kind: 'repeat'; of: PastBallot; probability: number }
  | { kind: 'check'; image: number; otherImage: number; soundSide: 'left' | 'right'; probability: number };

export interface DrawingState {
  design: StudyDesign;
  /** Of the design's pairs; see `pairWeights`. */
  weights: Float64Array;
  /** Index of a pair drawn by these weights before the past was known; taken where it is possible. Absent: drawn now. */
  pair?: number | undefined;
  past: readonly PastBallot[];
  repeatShare: number;
  checkShare: number;
  random: () => number;
}

/**
 * Draws the kind of the next ballot, then the pair, the ballot to repeat, or the check. A kind that is impossible now
 * leaves its share to regular ballots; when no regular one is possible, nothing is left to ask: `null`.
 */
export function planDraw(state: DrawingState): Plan | null {
  const { design, past, random } = state;
  const seen = new Set(past.map(({ image }) => image));
  const pair = drawPair(state, seen);
  if (!pair) return null;
  const repeats = repeatable(past);
  const repeatShare = repeats.length > 0 ? state.repeatShare : 0;
  const check = drawCheck(design, seen, random);
  const checkShare = check ? state.checkShare : 0;
  const u = random();
  if (u < repeatShare) {
    const of = repeats[Math.floor(random() * repeats.length)];
    if (of) return { kind: 'repeat', of, probability: repeatShare / repeats.length };
  }
  if (check && u < repeatShare + checkShare)
    return { kind: 'check', ...check, probability: checkShare * check.probability };
  return { kind: 'regular', ...pair, probability: (1 - repeatShare - checkShare) * pair.probability };
}

/**
 * A pair drawn ahead that turns out impossible is drawn again among the possible ones, so that each of these has its weight's share
 * of theirs either way.
 */
function drawPair({ design, weights, pair: ahead, random }: DrawingState, seen: ReadonlySet<number>) {
  const possible = weights.map((weight, index) => {
    const pair = design.pairs[index];
    return pair && (pair.images > seen.size || hasUnseen(design, pair, seen)) ? weight : 0;
  });
  const weight = ahead === undefined ? 0 : (possible[ahead] ?? 0);
  const drawn =
    ahead !== undefined && weight > 0
      ? { index: ahead, probability: weight / possible.reduce((sum, each) => sum + each, 0) }
      : drawFrom(possible, random());
  const pair = drawn && design.pairs[drawn.index];
  return pair ? { pair: drawn.index, a: pair.a, b: pair.b, probability: drawn.probability } : null;
}

function hasUnseen(
  design: StudyDesign,
  { a, b, images }: { a: number; b: number; images: number },
  seen: ReadonlySet<number>,
): boolean {
  let seenOfPair = 0;
  for (const image of seen) if (asks(design, a, b, image)) seenOfPair++;
  return seenOfPair < images;
}

/** The rater's answered regular ballots that are long enough ago and were not repeated yet. */
function repeatable(past: readonly PastBallot[]): PastBallot[] {
  const next = (past.at(-1)?.ordinal ?? 0) + 1;
  const repeated = new Set(past.map(({ repeatOf }) => repeatOf));
  return past.filter(
    ({ id, kind, answered, ordinal }) =>
      kind === 'regular' && answered && next - ordinal >= repeatDistance && !repeated.has(id),
  );
}

/** An unseen image with a sound explanation, and another image where the sound one says something else. */
function drawCheck({ soundWords }: StudyDesign, seen: ReadonlySet<number>, random: () => number) {
  const sound = [...soundWords.keys()].filter((image) => (soundWords[image] ?? -1) >= 0);
  const images = sound.filter((image) => !seen.has(image));
  const image = images[Math.floor(random() * images.length)];
  if (image === undefined) return null;
  const others = sound.filter((other) => soundWords[other] !== soundWords[image]);
  const otherImage = others[Math.floor(random() * others.length)];
  if (otherImage === undefined) return null;
  const soundSide: 'left' | 'right' = random() < 0.5 ? 'left' : 'right';
  return { image, otherImage, soundSide, probability: 1 / images.length / others.length / 2 };
}

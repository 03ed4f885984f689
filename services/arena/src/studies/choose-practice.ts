import type { SourceExplanation } from './load-arms.ts';

export interface Practice {
  sha256: string;
  leftExplanationId: string;
  rightExplanationId: string;
  expected: 'left' | 'right';
  /** Shown after the answer. */
  feedback: string;
}

/**
 * Practice ballots with a known answer: what the sound source says of an image against what it says of another one,
 * in other words. Explanations that mark something are taken before those that do not.
 * @returns as many as asked for, or fewer where the source has explained too little
 */
export function choosePractice(
  sound: readonly SourceExplanation[],
  count: number,
  random: () => number,
): Practice[] {
  const candidates = shuffle(
    sound.filter(({ verdict }) => verdict !== null),
    random,
  ).toSorted((a, b) => Math.min(1, b.regions.length) - Math.min(1, a.regions.length));
  const firstSide = random() < 0.5 ? 0 : 1;
  const chosen: Practice[] = [];
  for (const [index, own] of candidates.entries()) {
    if (chosen.length === count) break;
    // Beginning beyond the practised images, so that no explanation is met twice.
    const others = [...candidates.slice(index + count), ...candidates.slice(0, index + count)];
    const other = others.find((other) => wordsOf(other) !== wordsOf(own));
    if (!other) continue;
    const expected = (chosen.length + firstSide) % 2 === 0 ? 'left' : 'right';
    chosen.push({
      sha256: own.sha256,
      leftExplanationId: expected === 'left' ? own.id : other.id,
      rightExplanationId: expected === 'left' ? other.id : own.id,
      expected,
      feedback: feedback(own, expected),
    });
  }
  return chosen;
}

function feedback({ regions, verdict }: SourceExplanation, expected: 'left' | 'right'): string {
  const side = expected === 'left' ? 'A (left)' : 'B (right)';
  const found = [
    ...new Set(regions.map(({ description }) => description.replace(/[\s.]+$/, '')).filter(Boolean)),
  ].slice(0, 3);
  const named = found.map((description) => `“${shorten(description)}”`).join(', ');
  const says = named
    ? `points at what can be seen in this picture: ${named}`
    : `says of this picture that it is ${verdict}, and marks nothing`;
  return `Explanation ${side} is the better one: it ${says}. The other one was written about another picture.`;
}

const shorten = (text: string) => (text.length > 140 ? `${text.slice(0, 139).trimEnd()}…` : text);

const wordsOf = ({ verdict, tags, reasoning, regions }: SourceExplanation) =>
  JSON.stringify([verdict, tags, reasoning, regions.map(({ description }) => description)]);

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

import type { arena, ShownExplanation } from '@fakexplain/contract';
import type { ImageSize } from '@fakexplain/explanation';
import type { SourceExplanation } from './load-arms.ts';
import { leaveRegionOut, moveRegion, nudgeRegions } from './practice-variants.ts';
import { showExplanation } from './show-explanation.ts';

export type PracticeKind = 'other-image' | 'moved-region' | 'missing-region' | 'tie' | 'neither';

/** A practice ballot with its known answer. */
export interface Practice {
  sha256: string;
  kind: PracticeKind;
  left: ShownExplanation;
  right: ShownExplanation;
  expected: arena.Choice;
  /** Descriptions that the feedback names. */
  named: string[];
}

type SizedExplanation = SourceExplanation & { size: ImageSize };
type Made = Omit<Practice, 'sha256'>;

/**
 * At most four practice ballots from what the sound source says, from easy to hard, each with another answer, so that
 * whoever gives one answer throughout has at most one right:
 * it against what it says of another image; against itself with a region elsewhere, or without one; against the same with
 * other edges and order (a tie); and two explanations of other images (neither).
 * No image is asked and no explanation is shown in two of them. A kind for which nothing fits is left out.
 *
 * @param sizes sizes of all images, by hash
 */
export function choosePractice(
  sound: readonly SourceExplanation[],
  sizes: ReadonlyMap<string, ImageSize>,
  random: () => number,
): Practice[] {
  const readable = sound.flatMap((explanation) => {
    const size = sizes.get(explanation.sha256);
    return size && explanation.verdict !== null ? [{ ...explanation, size }] : [];
  });
  // Those that mark something come first, since they show what to look at.
  const candidates = shuffle(readable, random).toSorted(
    (a, b) => Math.min(1, b.regions.length) - Math.min(1, a.regions.length),
  );
  const used = new Set<string>();
  const practice: Practice[] = [];
  for (const make of [otherImage, spoiled, tie, neither]) {
    const free = candidates.filter(({ id }) => !used.has(id));
    // An image that shows nothing wrong tells best that a remark does not belong to it.
    for (const own of make === neither ? free.toReversed() : free) {
      const made = make(
        own,
        free.filter((other) => wordsOf(other) !== wordsOf(own)),
      );
      if (!made) continue;
      for (const { id } of [own, ...made.others]) used.add(id);
      practice.push({ sha256: own.sha256, ...made.ballot });
      break;
    }
  }
  return practice;
}

interface Recipe {
  ballot: Made;
  /** Other images' explanations that it shows. */
  others: SizedExplanation[];
}

function otherImage(own: SizedExplanation, others: SizedExplanation[]): Recipe | null {
  const other = others.findLast(({ regions }) => regions.length > 0) ?? others.at(-1);
  if (!other) return null;
  return {
    ballot: {
      kind: 'other-image',
      left: shownOn(own, own),
      right: shownOn(other, own),
      expected: 'left',
      named: firstNamed(own),
    },
    others: [other],
  };
}

function spoiled(own: SizedExplanation): Recipe | null {
  const sound = shownOn(own, own);
  const moved = moveRegion(sound, own.size);
  const changed = moved ?? leaveRegionOut(sound);
  return (
    changed && {
      ballot: {
        kind: moved ? 'moved-region' : 'missing-region',
        left: changed.worse,
        right: sound,
        expected: 'right',
        named: [changed.named],
      },
      others: [],
    }
  );
}

function tie(own: SizedExplanation): Recipe | null {
  const sound = shownOn(own, own);
  const nudged = nudgeRegions(sound, own.size);
  return (
    nudged && {
      ballot: { kind: 'tie', left: sound, right: nudged, expected: 'tie', named: [] },
      others: [],
    }
  );
}

function neither(own: SizedExplanation, others: SizedExplanation[]): Recipe | null {
  const marking = others.filter(({ regions }) => regions.length > 0);
  const one = marking[0];
  const other = marking.find((candidate) => one && wordsOf(candidate) !== wordsOf(one));
  if (!one || !other) return null;
  return {
    ballot: {
      kind: 'neither',
      left: shownOn(one, own),
      right: shownOn(other, own),
      expected: 'neither',
      named: [],
    },
    others: [one, other],
  };
}

const shownOn = (said: SizedExplanation, { size }: SizedExplanation): ShownExplanation =>
  showExplanation(said, said.size, size);

/** One thing that an explanation points at: what is said of an answer has little room on a phone. */
const firstNamed = ({ regions }: SourceExplanation): string[] =>
  regions
    .map(({ description }) => description.trim())
    .filter(Boolean)
    .slice(0, 1);

const wordsOf = ({ verdict, tags, reasoning, regions }: SourceExplanation) =>
  JSON.stringify([verdict, tags, reasoning, regions.map(({ description }) => description)]);

function shuffle<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

import type { arena } from '@fakexplain/contract';

interface Draft {
  slug: string;
  arms: Pick<arena.Study['arms'][number], 'name'>[];
}

/** A pair of arms of a draft, which a plan may be of. */
export interface DraftPair {
  /** What the form sends. */
  value: string;
  words: string;
}

/** Drafts with more arms offer the pairs of their first arm alone: all pairs would be more than anyone looks through. */
const mostArms = 8;

/** The pairs of arms of a draft, by name. */
export function draftPairs({ slug, arms }: Draft): DraftPair[] {
  const firsts = arms.length <= mostArms ? arms : arms.slice(0, 1);
  return firsts.flatMap((first, index) =>
    arms.slice(index + 1).map((second) => ({
      value: JSON.stringify([slug, first.name, second.name]),
      words: `${first.name} against ${second.name}`,
    })),
  );
}

/** The study and the names of its arms that a form sent; `null` where it is none of `draftPairs`. */
export function readDraftPair(value: string): { study: string; pair: [string, string] } | null {
  let read: unknown;
  try {
    read = JSON.parse(value);
  } catch {
    return null;
  }
  if (!Array.isArray(read) || read.length !== 3) return null;
  const [study, first, second]: unknown[] = read;
  if (typeof study !== 'string' || typeof first !== 'string' || typeof second !== 'string') return null;
  return { study, pair: [first, second] };
}

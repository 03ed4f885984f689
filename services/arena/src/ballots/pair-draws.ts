import type { Sql } from '@fakexplain/database';
import { LRUCache } from 'lru-cache';
import { freshFor, readKept } from './read-kept.ts';
import type { NewBallot } from './store-ballot.ts';

/** How often a pair (a < b) was drawn on an image and answered, or still can be, by which arm stood on the left. */
export interface ImageDraws {
  aOnLeft: number;
  bOnLeft: number;
}

/** Of one pair, by position of the image; images that had none are absent. */
export type PairDraws = Map<number, ImageDraws>;

interface Pair {
  a: number;
  b: number;
}

/** The draws so far of pairs, kept in memory for a moment. */
export interface PairDrawsCache {
  /** In the order of the pairs. */
  read: (studyId: string, pairs: readonly Pair[]) => Promise<PairDraws[]>;
  /** Counts stored ballots in what is kept. */
  add: (ballots: readonly NewBallot[]) => void;
}

/** Milliseconds after which counts are read again, since other processes draw too. */
const freshMs = 1_000;
/** Images of which draws are kept at most, over all pairs. */
const mostImages = 200_000;

export function createPairDraws(sql: Sql, clock: () => Date): PairDrawsCache {
  const kept = new LRUCache<string, PairDraws>({
    maxSize: mostImages,
    sizeCalculation: (draws) => Math.max(draws.size, 1),
    ...freshFor(freshMs, clock),
  });
  const keyOf = (studyId: string, { a, b }: Pair) => `${studyId} ${a} ${b}`;
  return {
    read: async (studyId, pairs) => {
      const draws = await readKept(kept, pairs, {
        keyOf: (pair) => keyOf(studyId, pair),
        read: (missing) => selectPairDraws(sql, studyId, missing),
      });
      return draws.map((own) => own ?? new Map());
    },
    add: (ballots) => {
      for (const { kind, studyId, image, left, right } of ballots) {
        if (kind !== 'regular') continue;
        const pair = { a: Math.min(left.arm, right.arm), b: Math.max(left.arm, right.arm) };
        const draws = kept.peek(keyOf(studyId, pair));
        if (!draws) continue;
        const { aOnLeft, bOnLeft } = draws.get(image) ?? { aOnLeft: 0, bOnLeft: 0 };
        draws.set(
          image,
          left.arm === pair.a ? { aOnLeft: aOnLeft + 1, bOnLeft } : { aOnLeft, bOnLeft: bOnLeft + 1 },
        );
      }
    },
  };
}

async function selectPairDraws(sql: Sql, studyId: string, pairs: readonly Pair[]): Promise<PairDraws[]> {
  const rows = await sql<{ image: number[] | null; aOnLeft: number[]; bOnLeft: number[] }[]>`
    select c.image, c."aOnLeft", c."bOnLeft"
    from unnest(${sql.array(pairs.map(({ a }) => a))}::smallint[], ${sql.array(pairs.map(({ b }) => b))}::smallint[])
      with ordinality as p(a, b, place)
    cross join lateral (
      select array_agg(image_position) as image, array_agg(a_on_left) as "aOnLeft", array_agg(b_on_left) as "bOnLeft"
      from arena.draw_counts where study_id = ${studyId} and arm_a = p.a and arm_b = p.b
    ) c
    order by p.place`;
  return rows.map(
    ({ image, aOnLeft, bOnLeft }) =>
      new Map(
        (image ?? []).map((one, at) => [one, { aOnLeft: aOnLeft[at] ?? 0, bOnLeft: bOnLeft[at] ?? 0 }]),
      ),
  );
}

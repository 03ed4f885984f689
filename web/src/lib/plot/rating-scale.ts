import type { arena } from '@fakexplain/contract';
import { scaleLinear } from 'd3-scale';
import { ends } from './interval.ts';

/** A scale from Elo to percent of a track's width, with its ticks. */
export interface RatingScale {
  position: (elo: number) => number;
  ticks: number[];
}

/** The scale that holds every finite rating and interval end, with a margin on both sides. */
export function ratingScale(ratings: readonly arena.Rating[]): RatingScale {
  const values = ratings.flatMap((rating) => {
    const { low, high } = ends(rating.interval);
    return [rating.elo, low, high].filter((value) => value !== null);
  });
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const margin = Math.max((most - least) * 0.06, 20);
  const scale = scaleLinear([least - margin, most + margin], [0, 100]).nice(5);
  return { position: (elo) => scale(elo), ticks: scale.ticks(5) };
}

/** Where an arm without votes stands. */
const last = Number.MAX_SAFE_INTEGER;

/** Groups of ratings that compare with each other, largest first; in each the strongest first, the unrated last. */
export function ratingGroups(ratings: readonly arena.Rating[]): arena.Rating[][] {
  const groups = Map.groupBy(ratings, (rating) => rating.component);
  const strength = (rating: arena.Rating) => {
    const { low, high } = ends(rating.interval);
    return rating.elo ?? low ?? high ?? 0;
  };
  return [...groups.values()]
    .toSorted((a, b) => b.length - a.length)
    .map((group) =>
      group.toSorted(
        (a, b) =>
          (a.rank?.best ?? last) - (b.rank?.best ?? last) ||
          (a.rank?.worst ?? last) - (b.rank?.worst ?? last) ||
          strength(b) - strength(a) ||
          a.position - b.position,
      ),
    );
}

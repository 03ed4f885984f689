import { neededRaters, plannedHalfWidth, plannedPower, type Looks } from './plan-study.ts';
import type { PlanQuestion } from './plan-question.ts';

/** What an interval is expected to be: half of its width and how often it finds that the share is not one half, both 0–1. */
export interface Expected {
  halfWidth: number | null;
  power: number | null;
}

export interface PlanCurve {
  /** The least raters who reach the goal, for one look and for a look after every vote. */
  needed: Record<Looks, number | null>;
  /** By raters, of whom there are round numbers and those needed. */
  points: ({ raters: number; votes: number } & Record<Looks, Expected>)[];
  /** Raters needed were each to vote more, or less, often. */
  byBallots: ({ ballots: number } & Record<Looks, number | null>)[];
}

const roundNumbers = [1, 10, 100, 1000, 10_000, 100_000]
  .flatMap((ten) => [1, 1.5, 2, 3, 4, 6, 8].map((step) => step * ten))
  .filter((raters) => raters >= 4 && Number.isInteger(raters));
/** The curve goes on at least so far. */
const leastEnd = 100;

/** What a study has to be like, and what one of more or fewer raters would give. */
export function planCurve({ goal, assumed, ...rest }: PlanQuestion): PlanCurve {
  const need = (ballots: number) => ({
    one: neededRaters(goal, { ...rest, ballots }, assumed, 'one'),
    any: neededRaters(goal, { ...rest, ballots }, assumed, 'any'),
  });
  const needed = need(rest.ballots);
  const ends = Object.values(needed).filter((raters) => raters !== null);
  const last = roundNumbers.findIndex((raters) => raters > Math.max(leastEnd, ...ends));
  const raters = new Set([...roundNumbers.slice(0, last + 1), ...ends]);
  const point = (raters: number) => {
    const design = { ...rest, raters };
    const expected = (looks: Looks): Expected => ({
      halfWidth: plannedHalfWidth(design, assumed, looks),
      power: plannedPower(design, assumed, looks),
    });
    return { raters, votes: raters * rest.ballots, one: expected('one'), any: expected('any') };
  };
  return {
    needed,
    points: [...raters].toSorted((x, y) => x - y).map(point),
    byBallots: [5, 10, 25, 50, 100, 200]
      .filter((ballots) => ballots <= rest.images)
      .map((ballots) => ({ ballots, ...need(ballots) })),
  };
}

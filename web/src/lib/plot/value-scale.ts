import { scaleLinear } from 'd3-scale';
import type { Whisker } from './interval.ts';

/** A scale from a metric's values to percent of a track's width, with its ticks. */
export interface ValueScale {
  position: (value: number) => number;
  ticks: { at: number; text: string }[];
}

interface Options {
  /** What the scale never goes beyond, as values do not. */
  range?: readonly [number, number];
  /** A value that must be on the scale, e.g. 0 for differences. */
  holds?: number;
}

/** The scale that holds all values and ends of intervals, with a margin. */
export function valueScale(
  values: readonly (number | null)[],
  { range = [-Infinity, Infinity], holds }: Options = {},
): ValueScale {
  const finite = [...values, holds ?? null].filter((value) => value !== null);
  const [least, most] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [0, 1];
  const margin = Math.max((most - least) * 0.06, 0.01);
  const domain = scaleLinear([least - margin, most + margin], [0, 100])
    .nice(10)
    .domain();
  const from = Math.max(domain[0] ?? 0, range[0]);
  const to = Math.min(domain[1] ?? 1, range[1]);
  const scale = scaleLinear([from, to], [0, 100]);
  const write = scale.tickFormat(5);
  return {
    position: (value) => scale(value),
    ticks: scale.ticks(5).map((value) => ({ at: scale(value), text: write(value) })),
  };
}

/** Where an interval lies on a track; `null` where there is none. */
export function boundsWhisker(
  { low, high }: { low: number | null; high: number | null },
  position: (value: number) => number,
): Whisker | null {
  if (low === null || high === null) return null;
  return { start: position(low), end: position(high), openLeft: false, openRight: false };
}

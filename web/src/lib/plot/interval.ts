import type { arena } from '@fakexplain/contract';
import { bounds } from '../words/numbers.ts';

type Interval = arena.Interval;

/** An interval in words: "[12, 80]", "at least 12", "at most 80", "undetermined". */
export function intervalText(interval: Interval, format: (value: number) => string): string {
  switch (interval.kind) {
    case 'two-sided':
      return bounds(format(interval.low), format(interval.high));
    case 'at-least':
      return `at least ${format(interval.low)}`;
    case 'at-most':
      return `at most ${format(interval.high)}`;
    case 'undetermined':
      return 'undetermined';
  }
}

/** The finite ends an interval has. */
export function ends(interval: Interval): { low: number | null; high: number | null } {
  return {
    low: 'low' in interval ? interval.low : null,
    high: 'high' in interval ? interval.high : null,
  };
}

/**
 * Where a whisker lies on a track, in percent of its width, and on which sides it goes on beyond what can be drawn.
 * `null` for an undetermined interval, which has no whisker.
 */
export interface Whisker {
  start: number;
  end: number;
  openLeft: boolean;
  openRight: boolean;
}

/** @param position maps a value to percent of the track, 0–100; what falls outside is cut and drawn as open */
export function whisker(interval: Interval, position: (value: number) => number): Whisker | null {
  if (interval.kind === 'undetermined') return null;
  const { low, high } = ends(interval);
  const start = low === null ? 0 : position(low);
  const end = high === null ? 100 : position(high);
  return {
    start: Math.min(Math.max(start, 0), 100),
    end: Math.min(Math.max(end, 0), 100),
    openLeft: low === null || start < 0,
    openRight: high === null || end > 100,
  };
}

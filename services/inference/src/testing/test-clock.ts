import type { Clock } from '../backends/served/clock.ts';

/** A clock whose delays are over at once and move its time; chance is the same each time. */
export function testClock(random = 1): Clock & { delays: number[] } {
  const delays: number[] = [];
  let now = 0;
  return {
    delays,
    now: () => now,
    delay: async (milliseconds, signal) => {
      signal.throwIfAborted();
      delays.push(milliseconds);
      now += milliseconds;
    },
    random: () => random,
  };
}

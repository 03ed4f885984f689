import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance, of which tests bring their own. */
export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** @throws the signal's reason when it is aborted */
  delay(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** 0 to 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  delay: async (milliseconds, signal) => {
    await wait(milliseconds, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
  random: Math.random,
};

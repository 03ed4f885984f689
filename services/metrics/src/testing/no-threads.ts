import type { Threads } from '../threads.ts';

/** Does every task on the thread that asks. */
export const noThreads: Threads = {
  count: 1,
  run: async ({ work }, data) => work(data),
  close: async () => {},
};

import type { Threads } from '@fakexplain/service-kit/threads';

/** Does every task on the thread that asks. */
export const noThreads: Threads = {
  count: 1,
  run: async ({ work }, data) => work(data),
  close: async () => {},
};

import type { Audits } from '../blinding/audits.ts';

/** For tests that audits would only slow down. */
export const noAudits: Audits = {
  read: async () => ({ state: 'none' }),
  make: async () => ({ state: 'none' }),
};

import { inThreads } from '../reports/in-thread.ts';
import { voteReportReader } from '../reports/vote-report.ts';

/** Reports of how strong preferences are. */
export const strengthReader = (means: Parameters<typeof voteReportReader>[0]) =>
  voteReportReader(means, { make: inThreads.strengths, readFurther: async () => ({}) });

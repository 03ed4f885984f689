import { startThreads, type ThreadTask } from '@fakexplain/service-kit/threads';
import { auditPair, type AuditTask, type PairAudit } from './kernels/audit-pair.ts';

/** Audits pairs of arms away from the thread that answers requests. */
export interface Auditor {
  audit: (task: AuditTask) => Promise<PairAudit>;
  /** Ends the thread; what is running is rejected. */
  close: () => Promise<void>;
}

const auditing: ThreadTask<AuditTask, PairAudit> = {
  module: new URL('./kernels/audit-pair.ts', import.meta.url),
  work: auditPair,
};

/** One thread for all audits, which starts when it is needed first: they come one after another and never crowd out requests. */
export function auditThread(): Auditor {
  const { run, close } = startThreads(1);
  return { audit: (task) => run(auditing, task), close };
}

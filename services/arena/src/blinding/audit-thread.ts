import { Piscina } from 'piscina';
import { auditPair, type AuditTask, type PairAudit } from './kernels/audit-pair.ts';

/** Audits pairs of arms away from the thread that answers requests. */
export interface Auditor {
  audit: (task: AuditTask) => Promise<PairAudit>;
  /** Ends the thread; what is running is rejected. */
  close: () => Promise<void>;
}

/** One thread for all audits, which starts when it is needed first: they come one after another and never crowd out requests. */
export function auditThread(): Auditor {
  const pool = new Piscina<AuditTask, PairAudit>({
    filename: new URL('./kernels/audit-pair.ts', import.meta.url).href,
    name: auditPair.name,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: 60_000,
  });
  return { audit: (task) => pool.run(task), close: () => pool.destroy() };
}

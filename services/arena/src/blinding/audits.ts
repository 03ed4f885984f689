import type { Sql } from '@fakexplain/database';
import type { Logger } from '@fakexplain/service-kit';
import { auditStudy } from './audit-study.ts';
import type { Auditor } from './audit-thread.ts';
import type { AuditedStudy } from './audited-study.ts';
import { keepAudit, readKeptAudit, type KeptAudit } from './kept-audits.ts';

/** How far the audit of a study is. */
export type AuditState = { state: 'ready'; audit: KeptAudit } | { state: 'pending' | 'failed' | 'none' };

interface Dependencies {
  sql: Sql;
  auditor: Auditor;
  clock: () => Date;
  logger: Logger;
  /** Aborted when the service stops, which ends audits: they begin anew at the next start. */
  stopping: AbortSignal;
}

/** Audits of studies: each study is audited once at a time, however often it is asked for. */
export interface Audits {
  /** Begins the audit of a study that was opened, unless it is kept or being made; a draft has none. */
  read: (study: AuditedStudy) => Promise<AuditState>;
  /**
   * As `read`, for maintainers: drafts too, again where it failed, and waits for it so many milliseconds. What was made of a
   * draft is answered once and not kept.
   */
  make: (study: AuditedStudy, ms: number) => Promise<AuditState>;
}

export function createAudits(dependencies: Dependencies): Audits {
  const { sql, logger, stopping } = dependencies;
  const running = new Map<string, Promise<KeptAudit>>();
  const failed = new Set<string>();

  // What is shown of a draft may change until it is opened, so its audit is not that of the study.
  const keyOf = ({ id, status }: AuditedStudy) => `${id} ${status === 'draft'}`;
  const begin = (study: AuditedStudy): Promise<KeptAudit> => {
    const key = keyOf(study);
    let audit = running.get(key);
    if (!audit) {
      audit = makeAudit(dependencies, study);
      running.set(key, audit);
      audit.then(
        () => study.status !== 'draft' && running.delete(key),
        (err: unknown) => {
          running.delete(key);
          if (study.status === 'draft' || stopping.aborted) return;
          logger.error({ err, study: study.slug }, 'the blinding audit failed');
          failed.add(study.id);
        },
      );
    }
    return audit;
  };
  return {
    async read(study) {
      if (study.status === 'draft') return { state: 'none' };
      const audit = await readKeptAudit(sql, study.id);
      if (audit) return { state: 'ready', audit };
      if (failed.has(study.id)) return { state: 'failed' };
      begin(study).catch(() => undefined);
      return { state: 'pending' };
    },
    async make(study, ms) {
      const kept = study.status === 'draft' ? null : await readKeptAudit(sql, study.id);
      if (kept) return { state: 'ready', audit: kept };
      failed.delete(study.id);
      const audit = await within(begin(study), ms);
      if (!audit) return { state: 'pending' };
      running.delete(keyOf(study));
      return { state: 'ready', audit };
    },
  };
}

async function makeAudit({ sql, auditor, clock }: Dependencies, study: AuditedStudy): Promise<KeptAudit> {
  const pairs = await auditStudy({ sql, auditor }, study);
  const audit = { pairs, seed: study.seed, madeAt: clock() };
  if (study.status !== 'draft') await keepAudit(sql, study.id, audit);
  return audit;
}

/** What a promise gives, or null where it takes longer. */
async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  const waiting = Promise.withResolvers<null>();
  const timer = setTimeout(() => waiting.resolve(null), ms);
  try {
    return await Promise.race([promise, waiting.promise]);
  } finally {
    clearTimeout(timer);
  }
}

import type { Sql } from '@fakexplain/database';
import { uniformSource } from '@fakexplain/statistics/random';
import type { Auditor } from './audit-thread.ts';
import { shownBy, type AuditedStudy } from './audited-study.ts';
import type { PairAudit } from './kernels/audit-pair.ts';
import { readSeenPairs } from './seen-pairs.ts';

/** An audit of the arms at two positions, a before b. */
export type AuditedPair = PairAudit & { a: number; b: number };

/** Most pairs that are audited: a minute or two of one core. */
const mostPairs = 200;

/**
 * Audits the pairs of arms that the study's ballots can compare, one after another, so that the memory of one is held at a
 * time. Of more than 200 pairs, a random part.
 */
export async function auditStudy(
  { sql, auditor }: { sql: Sql; auditor: Auditor },
  study: AuditedStudy,
): Promise<AuditedPair[]> {
  const list = await shownBy(sql, study);
  const audited: AuditedPair[] = [];
  for (const { a, b } of choosePairs(study.arms.length, study.seed)) {
    const shown = await list(a, b);
    if (shown.length === 0) continue;
    const pairs = await readSeenPairs(sql, shown, study.leaveOut);
    audited.push({ a, b, ...(await auditor.audit({ pairs, seed: study.seed })) });
  }
  return audited;
}

/** Pairs of positions in their order; of too many, a random part, the same for the same seed. */
export function choosePairs(arms: number, seed: number, most = mostPairs): { a: number; b: number }[] {
  const random = uniformSource(seed);
  const all = Array.from({ length: arms }, (_, a) => a).flatMap((a) =>
    Array.from({ length: arms - a - 1 }, (_, index) => ({ a, b: a + 1 + index, key: random() })),
  );
  const last = all.map(({ key }) => key).toSorted((x, y) => x - y)[most] ?? Infinity;
  return all.filter(({ key }) => key < last).map(({ a, b }) => ({ a, b }));
}

import type { TransactionSql } from '@fakexplain/database';
import type { blindingSchema } from '@fakexplain/database/schema';
import { method } from './method.ts';

export type Recognitions = Pick<typeof blindingSchema.blindingAudits.$inferSelect, 'byForm' | 'byAll'>;

/** How well the arms of a study can be told apart, by `a-b`; empty until it has been audited. */
export async function readRecognitions(
  tx: TransactionSql,
  studyId: string,
): Promise<{ madeAt: string | null; ofPair: ReadonlyMap<string, Recognitions> }> {
  const rows = await tx<(Recognitions & { a: number; b: number; madeAt: string })[]>`
    select arm_a as a, arm_b as b, by_form as "byForm", by_all as "byAll", made_at as "madeAt"
    from arena.blinding_audits where study_id = ${studyId} and method = ${method}`;
  return {
    madeAt: rows[0]?.madeAt ?? null,
    ofPair: new Map(rows.map(({ a, b, byForm, byAll }) => [`${a}-${b}`, { byForm, byAll }])),
  };
}

import type { SqlOrTransaction, Sql } from '@fakexplain/database';
import type { AuditedPair } from './audit-study.ts';
import { method } from './method.ts';

/** An audit as it is kept. */
export interface KeptAudit {
  pairs: AuditedPair[];
  seed: number;
  madeAt: Date;
}

/** The audit of a study by the method of now, or null. */
export async function readKeptAudit(sql: SqlOrTransaction, studyId: string): Promise<KeptAudit | null> {
  const rows = await sql<(AuditedPair & { seed: number; madeAt: string })[]>`
    select arm_a as a, arm_b as b, by_form as "byForm", by_all as "byAll", give_aways as "giveAways", seed,
      made_at as "madeAt"
    from arena.blinding_audits where study_id = ${studyId} and method = ${method} order by arm_a, arm_b`;
  const [first] = rows;
  if (!first) return null;
  return {
    pairs: rows.map(({ seed: _seed, madeAt: _madeAt, ...pair }) => pair),
    seed: first.seed,
    madeAt: new Date(first.madeAt),
  };
}

/** Keeps an audit in the place of an earlier one. Of two that are made at once, the later one stays: they are equal. */
export async function keepAudit(sql: Sql, studyId: string, audit: KeptAudit): Promise<void> {
  await sql.begin(async (tx) => {
    // Replicas that audit the same study write one after the other.
    await tx`select from arena.studies where id = ${studyId} for update`;
    await tx`delete from arena.blinding_audits where study_id = ${studyId}`;
    await tx`
      insert into arena.blinding_audits
        (study_id, arm_a, arm_b, method, seed, by_form, by_all, give_aways, made_at)
      select ${studyId}, a, b, ${method}, ${audit.seed}, "byForm", "byAll", "giveAways", ${audit.madeAt.toISOString()}
      from json_to_recordset(${JSON.stringify(audit.pairs)}::text::json)
        as p(a smallint, b smallint, "byForm" jsonb, "byAll" jsonb, "giveAways" jsonb)`;
  });
}

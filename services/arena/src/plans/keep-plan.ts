import type { arena } from '@fakexplain/contract';
import { recordChange, type Sql, type TransactionSql } from '@fakexplain/database';
import type { KeptPlan } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { lockDraft } from '../studies/drafts.ts';
import { hashPlan } from './hash-plan.ts';
import { readPlan } from './read-plan.ts';

/**
 * Keeps the plan of a draft, in place of an earlier one.
 * @throws ProblemError `not-found`, `study-not-draft`, `invalid-request` where the study has no such arms
 */
export async function keepPlan(sql: Sql, slug: string, plan: KeptPlan, now: Date): Promise<arena.StudyPlan> {
  await sql.begin(async (tx) => {
    const { id } = await lockDraft(tx, slug);
    await requireArms(tx, id, plan.pair);
    const hash = hashPlan({ study: slug, plan, plannedAt: now });
    await tx`
      insert into arena.study_plans (study_id, plan, hash, planned_at)
      values (${id}, ${JSON.stringify(plan)}::text::jsonb, ${hash}, ${now.toISOString()})
      on conflict (study_id) do update
      set plan = excluded.plan, hash = excluded.hash, planned_at = excluded.planned_at`;
    await recordChange(tx, {
      action: 'keepPlan',
      subject: { kind: 'study', name: slug },
      after: { ...plan, hash },
    });
  });
  return readPlan(sql, slug);
}

async function requireArms(tx: TransactionSql, studyId: string, pair: readonly string[]): Promise<void> {
  const arms = await tx<{ name: string }[]>`
    select name from arena.arms where study_id = ${studyId} order by position`;
  const names = arms.map(({ name }) => name);
  const errors = pair.flatMap((name, index) =>
    names.includes(name)
      ? []
      : [
          {
            path: `body.pair.${index}`,
            message: `No arm is called "${name}"; there are ${names.join(', ')}`,
          },
        ],
  );
  if (errors.length > 0)
    throw new ProblemError('invalid-request', { detail: 'A plan is of two arms of its study.', errors });
}

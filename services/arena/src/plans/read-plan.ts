import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import type { KeptPlan } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { plannedHalfWidth, plannedPower } from '@fakexplain/statistics/plan-study';
import { unknownStudy } from '../studies/read-study.ts';

interface Row {
  plan: KeptPlan | null;
  hash: string;
  plannedAt: string;
  fixedAt: string | null;
  reachedAt: string | null;
  reachedVotes: number | null;
}

/** What was planned for a study, with what is to be expected of it. @throws ProblemError `not-found` */
export async function readPlan(sql: Sql, slug: string): Promise<arena.StudyPlan> {
  const [row] = await sql<Row[]>`
    select p.plan, p.hash, p.planned_at as "plannedAt", s.opened_at as "fixedAt",
      p.reached_at as "reachedAt", p.reached_votes as "reachedVotes"
    from arena.studies s left join arena.study_plans p on p.study_id = s.id
    where s.slug = ${slug}`;
  if (!row) return unknownStudy(slug);
  if (!row.plan)
    throw new ProblemError('not-found', { detail: `Nothing was planned for the study "${slug}".` });
  const { plan, hash } = row;
  const moment = (at: string | null) => (at === null ? null : new Date(at).toISOString());
  return {
    plan,
    expected: {
      halfWidth: plannedHalfWidth(plan, plan.assumed, plan.looks),
      power: plannedPower(plan, plan.assumed, plan.looks),
    },
    hash,
    plannedAt: new Date(row.plannedAt).toISOString(),
    fixedAt: moment(row.fixedAt),
    reached:
      row.reachedAt === null || row.reachedVotes === null
        ? null
        : { at: new Date(row.reachedAt).toISOString(), votes: row.reachedVotes },
  };
}

import type { arena } from '@fakexplain/contract';
import { recordChange, type Sql } from '@fakexplain/database';
import { unknownStudy } from '../studies/read-study.ts';

const perPage = 100;

interface Row extends Omit<arena.Participant, 'paidAt' | 'code'> {
  paidAt: string | null;
  value: string | null;
}

/**
 * Participants of a study for payment, in the order of their ids: nothing in it leads to a rater's votes.
 * @throws ProblemError `not-found` where there is no such study
 */
export async function listParticipants(
  sql: Sql,
  slug: string,
  page: number,
): Promise<{ participants: arena.Participant[]; total: number; pages: number }> {
  const [study] = await sql<{ id: string; total: number }[]>`
    select s.id, (select count(*)::int from arena.participants p where p.study_id = s.id and p.participant is not null) as total
    from arena.studies s where s.slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const rows = await sql<Row[]>`
    select t.participant, t."panelSession", t.panel, t.status, t."paidAt",
      case t.status when 'complete' then t.returns ->> 'completed' when 'screened-out' then t.returns ->> 'screenedOut' end as value
    from (
      select p.participant, p.panel_session as "panelSession", p.paid_at as "paidAt", i.panel ->> 'name' as panel,
        i.panel -> 'returns' as returns,
        case when r.screened_out_at is not null then 'screened-out' when r.place = 'kept' then 'complete'
          when r.ended_at is not null then 'ended-early' when r.place = 'given-back' then 'left' else 'rating' end as status
      from arena.participants p
      join arena.raters r on r.id = p.rater_id
      join arena.invitations i on i.id = r.invitation_id
      where p.study_id = ${study.id} and p.participant is not null
      order by p.participant limit ${perPage} offset ${(page - 1) * perPage}
    ) t order by t.participant`;
  return {
    participants: rows.map(({ value, paidAt, ...row }) => ({
      ...row,
      code: value !== null && !/^https?:/i.test(value) ? value : null,
      paidAt: paidAt && new Date(paidAt).toISOString(),
    })),
    total: study.total,
    pages: Math.max(1, Math.ceil(study.total / perPage)),
  };
}

/** @returns of how many it was noted now. @throws ProblemError `not-found` where there is no such study */
export async function notePaid(
  sql: Sql,
  slug: string,
  participants: readonly string[],
  now: Date,
): Promise<number> {
  const [study] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  return sql.begin(async (tx) => {
    const { count } = await tx`
    update arena.participants set paid_at = ${now.toISOString()}::timestamptz
    where study_id = ${study.id} and paid_at is null and participant = any(${tx.array([...participants])}::text[])`;
    // Who they are stands in no log.
    if (count > 0)
      await recordChange(tx, {
        action: 'notePaid',
        subject: { kind: 'study', name: slug },
        after: { paid: count },
      });
    return count;
  });
}

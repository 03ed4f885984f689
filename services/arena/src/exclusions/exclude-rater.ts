import type { arena } from '@fakexplain/contract';
import { recordChange, type Sql, type SqlOrTransaction } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { listExclusions } from './list-exclusions.ts';

/**
 * Puts a rater's exclusion on record.
 * @throws ProblemError `not-found` where the study has no such rater, `rater-excluded` where one stands
 */
export async function excludeRater(
  sql: Sql,
  study: string,
  { rater, reason }: arena.NewExclusion,
  { now, newId }: { now: Date; newId: () => string },
): Promise<arena.Exclusion> {
  const id = newId();
  return sql.begin(async (tx) => {
    const [found] = await tx<{ isNew: boolean }[]>`
    with rater as (
      select r.id, r.study_id from arena.raters r join arena.studies s on s.id = r.study_id
      where s.slug = ${study} and r.id = ${rater}
    ), added as (
      insert into arena.exclusions (id, study_id, rater_id, reason, excluded_at)
      select ${id}, study_id, id, ${reason}, ${now.toISOString()}::timestamptz from rater
      on conflict (rater_id) where withdrawn_at is null do nothing
      returning id
    )
    select exists (select from added) as "isNew" from rater`;
    if (!found)
      throw new ProblemError('not-found', { detail: `The study "${study}" has no rater ${rater}.` });
    if (!found.isNew)
      throw new ProblemError('rater-excluded', {
        detail: `An exclusion of the rater ${rater} stands already.`,
      });
    const made = await readExclusion(tx, study, id);
    await recordChange(tx, {
      action: 'excludeRater',
      subject: { kind: 'study', name: study },
      after: made,
    });
    return made;
  });
}

/**
 * Takes an exclusion back, of all its raters where there are several; one that was taken back before stays as it is.
 * @throws ProblemError `not-found`
 */
export async function withdrawExclusion(
  sql: Sql,
  study: string,
  id: string,
  now: Date,
): Promise<arena.Exclusion> {
  return sql.begin(async (tx) => {
    const before = await readExclusion(tx, study, id);
    if (before.withdrawnAt !== null) return before;
    await tx`
    with taken as (
      update arena.exclusion_sets x set withdrawn_at = ${now.toISOString()}
      from arena.studies s
      where s.id = x.study_id and s.slug = ${study} and x.id = ${id} and x.withdrawn_at is null
    )
    update arena.exclusions e set withdrawn_at = ${now.toISOString()}
    from arena.studies s
    where s.id = e.study_id and s.slug = ${study} and coalesce(e.set_id, e.id) = ${id} and e.withdrawn_at is null`;
    const after = await readExclusion(tx, study, id);
    await recordChange(tx, {
      action: 'withdrawExclusion',
      subject: { kind: 'study', name: study },
      before,
      after,
    });
    return after;
  });
}

/** @throws ProblemError `not-found` */
export async function readExclusion(
  sql: SqlOrTransaction,
  study: string,
  id: string,
): Promise<arena.Exclusion> {
  const found = (await listExclusions(sql, study)).find((exclusion) => exclusion.id === id);
  if (!found) throw new ProblemError('not-found', { detail: `The study "${study}" has no exclusion ${id}.` });
  return found;
}

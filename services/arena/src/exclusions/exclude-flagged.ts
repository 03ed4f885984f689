import type { arena } from '@fakexplain/contract';
import { recordChange, type Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { flagRaters } from '../sentinels/flag-raters.ts';
import { unknownStudy } from '../studies/read-study.ts';
import { readExclusion } from './exclude-rater.ts';

/**
 * Puts the exclusion of all raters whom some sentinels flag now on record, as one. Those who are excluded already stay as they are.
 * @throws ProblemError `not-found` where there is no such study, `nobody-flagged`
 */
export async function excludeFlagged(
  sql: Sql,
  slug: string,
  { sentinels, reason }: arena.NewExclusionSet,
  { now, newId }: { now: Date; newId: () => string },
): Promise<arena.Exclusion> {
  const [study] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const id = newId();
  return sql.begin(async (tx) => {
    const added = await tx`
    with ${flagRaters(tx, study.id)}, chosen as (
      select f.rater_id from flagged f
      where f.sentinels && ${tx.array([...sentinels])}::text[]
        and not exists (select from arena.excluded_raters e where e.rater_id = f.rater_id)
    ), made as (
      insert into arena.exclusion_sets (id, study_id, reason, sentinels, excluded_at)
      select ${id}, ${study.id}, ${reason}, ${tx.array([...sentinels])}::text[], ${now.toISOString()}::timestamptz
      where exists (select from chosen)
      returning id
    )
    insert into arena.exclusions (study_id, rater_id, set_id, reason, excluded_at)
    select ${study.id}, c.rater_id, made.id, ${reason}, ${now.toISOString()}::timestamptz from chosen c, made
    on conflict (rater_id) where withdrawn_at is null do nothing`;
    if (added.count === 0)
      throw new ProblemError('nobody-flagged', {
        detail: `No rater of "${slug}" is flagged by ${sentinels.join(', ')} and not excluded yet.`,
      });
    const made = await readExclusion(tx, slug, id);
    await recordChange(tx, {
      action: 'excludeFlagged',
      subject: { kind: 'study', name: slug },
      after: made,
    });
    return made;
  });
}

import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';

type StudyRow = Omit<arena.Study, 'createdAt' | 'openedAt' | 'closedAt'> & {
  createdAt: string;
  openedAt: string | null;
  closedAt: string | null;
};

const moment = (text: string) => new Date(text).toISOString();

/** Studies as anyone may see them, newest first; of one slug where that is given. */
export async function selectStudies(sql: Sql, slug?: string): Promise<arena.Study[]> {
  const rows = await sql<StudyRow[]>`
    select s.id, s.slug, s.title, s.question, s.demo, s.status, s.policy,
      s.equivalence_margin as "equivalenceMargin", s.correction_window_s as "correctionWindowS",
      s.ballot_ttl_s as "ballotTtlS", s.ballots_per_rater as "ballotsPerRater",
      s.repeat_share as "repeatShare", s.check_share as "checkShare", 
      (select v.results from arena.study_summaries v where v.id = s.id) as results, s.embargo,
      s.leave_out as "leaveOut", s.required_practice as "requiredPractice",
      (select coalesce(jsonb_agg(jsonb_build_object('slug', d.slug, 'title', d.title) order by d.slug), '[]')
        from arena.study_datasets sd join catalog.datasets d on d.id = sd.dataset_id
        where sd.study_id = s.id) as datasets,
      (select coalesce(jsonb_agg(jsonb_build_object('position', a.position, 'name', a.name, 'kind', a.kind,
          'source', c.slug, 'sourceKind', c.kind, 'demo', c.demo) order by a.position), '[]')
        from arena.arms a join catalog.sources c on c.id = a.source_id
        where a.study_id = s.id) as arms,
      (select count(*)::int from arena.study_images i where i.study_id = s.id) as images,
      (select coalesce(sum(p.wins_a + p.wins_b + p.ties + p.neither), 0)::int
        from arena.pair_counts p where p.study_id = s.id) as votes,
      (select count(*)::int from arena.rater_counts c where c.study_id = s.id) as raters,
      s.created_at as "createdAt", s.opened_at as "openedAt", s.closed_at as "closedAt"
    from arena.studies s
    where ${slug ?? null}::text is null or s.slug = ${slug ?? null}::text
    order by s.created_at desc, s.slug`;
  return rows.map((row) => ({
    ...row,
    createdAt: moment(row.createdAt),
    openedAt: row.openedAt && moment(row.openedAt),
    closedAt: row.closedAt && moment(row.closedAt),
  }));
}

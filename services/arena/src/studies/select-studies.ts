import type { arena } from '@fakexplain/contract';
import type { SqlOrTransaction } from '@fakexplain/database';

type Moments = 'openedAt' | 'pausedAt' | 'closedAt' | 'archivedAt';
type StudyRow = Omit<arena.Study, 'createdAt' | Moments> & { createdAt: string } & Record<
    Moments,
    string | null
  >;

const moment = (text: string) => new Date(text).toISOString();

interface Wanted {
  /** The one of this slug alone. */
  slug?: string;
  /** Those that are archived; default: with them. */
  archived?: 'without' | 'with' | 'only';
}

/** Studies as anyone may see them, newest first. */
export async function selectStudies(
  sql: SqlOrTransaction,
  { slug, archived = 'with' }: Wanted = {},
): Promise<arena.Study[]> {
  const rows = await sql<StudyRow[]>`
    with recursive family as (
      select id, id as first from arena.studies where predecessor_id is null
      union all select s.id, f.first from arena.studies s join family f on f.id = s.predecessor_id
    ), versions as (
      select f.first, jsonb_agg(jsonb_build_object('version', v.version, 'slug', v.slug, 'status', v.status,
        'openedAt', v.opened_at) order by v.version) as versions
      from family f join arena.studies v on v.id = f.id group by f.first
    )
    select s.id, s.slug, s.title, s.question,
      (select coalesce(jsonb_object_agg(t.key, jsonb_build_object('title', t.value->'title', 'question', t.value->'question')), '{}')
        from jsonb_each(s.translations) t) as translations, s.demo, s.status, s.policy,
      s.equivalence_margin as "equivalenceMargin", s.correction_window_s as "correctionWindowS",
      s.ballot_ttl_s as "ballotTtlS", s.ballots_per_rater as "ballotsPerRater",
      s.repeat_share as "repeatShare", s.check_share as "checkShare", 
      (select v.results from arena.study_summaries v where v.id = s.id) as results, s.embargo,
      s.leave_out as "leaveOut", s.questions, s.strength, s.reliance, s.required_practice as "requiredPractice", s.planned_votes as "plannedVotes",
      s.places, s.place_hold_minutes as "placeHoldMinutes", s.version, v.versions,
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
      s.created_at as "createdAt", s.opened_at as "openedAt", s.closed_at as "closedAt",
      s.paused_at as "pausedAt", s.archived_at as "archivedAt"
    from arena.studies s
    join family f on f.id = s.id
    join versions v on v.first = f.first
    where (${slug ?? null}::text is null or s.slug = ${slug ?? null}::text)
      and (${archived} = 'with' or (s.archived_at is not null) = (${archived} = 'only'))
    order by s.created_at desc, s.slug`;
  return rows.map((row) => ({
    ...row,
    createdAt: moment(row.createdAt),
    openedAt: row.openedAt && moment(row.openedAt),
    pausedAt: row.pausedAt && moment(row.pausedAt),
    closedAt: row.closedAt && moment(row.closedAt),
    archivedAt: row.archivedAt && moment(row.archivedAt),
    versions: row.versions.map(({ openedAt, ...version }) => ({
      ...version,
      openedAt: openedAt && moment(openedAt),
    })),
  }));
}

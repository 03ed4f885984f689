import { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { exclusionOf, exclusionRows, type ExclusionRow } from '../exclusions/list-exclusions.ts';
import { unknownStudy } from '../studies/read-study.ts';
import { preferred } from '../votes/preferred.ts';
import { flagRaters, flagsOf } from './flag-raters.ts';
import { rules } from './rules.ts';

const perPage = 50;

export interface ReportQuery {
  sort: 'votes' | 'left' | 'checks' | 'fast' | 'flags' | 'consentedAt';
  order: 'ascending' | 'descending';
  flagged: 'all' | 'any' | arena.Sentinel;
  /** From 1. */
  page: number;
}

interface Reports {
  raters: arena.RaterReport[];
  total: number;
  pages: number;
  sentinels: arena.SentinelReport[];
}

/**
 * How raters with a vote have answered, a page at a time. All raters are sorted and filtered by their counts; votes are read of those
 * on the page alone.
 * @throws ProblemError `not-found` where there is no such study
 */
export async function reportRaters(sql: Sql, slug: string, query: ReportQuery): Promise<Reports> {
  const [study] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const { listed, total, sentinels } = await listRaters(sql, study.id, query);
  const ids = listed.map(({ rater }) => rater);
  const [details, exclusions] = await Promise.all([
    readDetails(sql, ids),
    sql<(ExclusionRow & { member: string })[]>`
      select x.*, m.rater_id as member from (${exclusionRows(sql, study.id)}) x
      join arena.exclusions m on m.withdrawn_at is null and coalesce(m.set_id, m.id) = x.id
      where m.rater_id = any(${sql.array(ids)}::uuid[])`,
  ]);
  const detailsOf = new Map(details.map((row) => [row.rater, row]));
  const exclusionsOf = new Map(exclusions.map(({ member, ...row }) => [member, exclusionOf(row)]));
  return {
    raters: listed.map(({ consentedAt, checks, passed, ...row }) => {
      const {
        repeats = 0,
        repeated = 0,
        medianMs = null,
        medianOfBrowserMs = null,
      } = detailsOf.get(row.rater) ?? {};
      return {
        ...row,
        consentedAt: new Date(consentedAt).toISOString(),
        repeats: { k: repeated, n: repeats },
        checks: { k: passed, n: checks },
        medianMs,
        medianOfBrowserMs,
        exclusion: exclusionsOf.get(row.rater) ?? null,
      };
    }),
    total,
    pages: Math.max(1, Math.ceil(total / perPage)),
    sentinels: reportSentinels(sentinels),
  };
}

type Flagged = Omit<arena.SentinelReport, 'rule'>;

/** Every sentinel, those too that flag nobody. */
const reportSentinels = (flagged: readonly Flagged[]): arena.SentinelReport[] =>
  arena.sentinelSchema.options.map((sentinel) => ({
    sentinel,
    rule: rules[sentinel],
    ...(flagged.find((one) => one.sentinel === sentinel) ?? { raters: 0, votes: 0, counting: 0 }),
  }));

/** How many raters of a study each sentinel flags. */
export async function countFlagged(sql: Sql, studyId: string): Promise<arena.SentinelReport[]> {
  return reportSentinels(await sql<Flagged[]>`with ${flagRaters(sql, studyId)} ${flaggedBySentinel(sql)}`);
}

/** Raters by the sentinel that flags them; over `flagged`. */
const flaggedBySentinel = (sql: Sql) => sql`
  select n.sentinel, count(*)::int as raters, sum(f.votes)::int as votes,
    (count(*) filter (where e.rater_id is null))::int as counting
  from flagged f cross join unnest(f.sentinels) n (sentinel)
  left join arena.excluded_raters e on e.rater_id = f.rater_id
  group by n.sentinel`;

type Listed = Omit<
  arena.RaterReport,
  'repeats' | 'checks' | 'medianMs' | 'medianOfBrowserMs' | 'exclusion'
> & { checks: number; passed: number };

interface List {
  listed: Listed[];
  total: number;
  sentinels: Flagged[];
}

async function listRaters(sql: Sql, studyId: string, query: ReportQuery): Promise<List> {
  const { sort, order, flagged, page } = query;
  const keys = {
    votes: sql`f.votes`,
    left: sql`f.left_votes::float8 / nullif(f.left_votes + f.right_votes, 0)`,
    checks: sql`f.checks_passed::float8 / nullif(f.checks, 0)`,
    fast: sql`f.fast::float8 / f.answers`,
    flags: sql`cardinality(f.sentinels)`,
    consentedAt: sql`r.consented_at`,
  };
  const wanted = {
    all: sql`true`,
    any: sql`cardinality(f.sentinels) > 0`,
  };
  const condition =
    flagged === 'all' || flagged === 'any' ? wanted[flagged] : sql`${flagged} = any(f.sentinels)`;
  const [row] = await sql<List[]>`
    with ${flagRaters(sql, studyId)}, listed as (
      select f.rater_id as rater, f.cohort, f.consented_at as "consentedAt", f.answers, f.votes, f.left_votes as left,
        f.right_votes as right, f.checks, f.checks_passed as passed, ${flagsOf(sql)} as flags
      from (
        select f.*, r.cohort, r.consented_at, row_number() over (
          order by ${keys[sort]} ${order === 'ascending' ? sql`asc` : sql`desc`} nulls last, f.rater_id) as place
        from flagged f join arena.raters r on r.id = f.rater_id
        where ${condition}
        order by place limit ${perPage} offset ${(page - 1) * perPage}
      ) f
      order by f.place
    )
    select (select coalesce(jsonb_agg(to_jsonb(listed)), '[]') from listed) as listed,
      (select count(*)::int from flagged f where ${condition}) as total,
      (select coalesce(jsonb_agg(to_jsonb(s)), '[]') from (${flaggedBySentinel(sql)}) s) as sentinels`;
  if (!row) throw new Error('a query without "from" gave no row');
  return row;
}

interface Details {
  rater: string;
  repeats: number;
  repeated: number;
  medianMs: number | null;
  medianOfBrowserMs: number | null;
}

/** What is counted from the votes of some raters. */
const readDetails = (sql: Sql, raters: string[]) => sql<Details[]>`
  with answers as materialized (
    select v.rater_id, v.ballot_id, v.repeat_of, ${preferred(sql)} as preferred
    from arena.current_votes v
    where v.rater_id = any(${sql.array(raters)}::uuid[])
  )
  select first.rater_id as rater, percentile_cont(0.5) within group (order by first.server_ms) as "medianMs",
    percentile_cont(0.5) within group (order by first.response_ms) as "medianOfBrowserMs",
    coalesce(max(r.repeats), 0) as repeats, coalesce(max(r.repeated), 0) as repeated
  from arena.votes first
  left join (
    select a.rater_id, count(*)::int as repeats,
      (count(*) filter (where a.preferred = b.preferred))::int as repeated
    from answers a join answers b on b.ballot_id = a.repeat_of group by a.rater_id
  ) r on r.rater_id = first.rater_id
  where first.rater_id = any(${sql.array(raters)}::uuid[]) and first.revision = 0
  group by first.rater_id`;

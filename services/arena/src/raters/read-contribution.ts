import { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import type { Rater } from './identify-rater.ts';

type Pair = arena.Contribution['pairs'][number];

/**
 * What a rater's votes did: the current regular ones by pair of arms, next to everyone's. Pairs name arms and hold results,
 * so they are left out until the study shows the results of now.
 */
export async function readContribution(sql: Sql, rater: Rater): Promise<arena.Contribution> {
  const shown = arena.mayReadResults(rater.study, 'public') === 'now';
  const [totals, pairs] = await Promise.all([readTotals(sql, rater), shown ? readPairs(sql, rater) : []]);
  return { ...totals, results: shown ? 'shown' : 'withheld', pairs };
}

const readPairs = async (sql: Sql, { id, study }: Rater): Promise<Pair[]> => [
  ...(await sql<Pair[]>`
    with current as (
      select choice, left_arm < right_arm as a_left, least(left_arm, right_arm) as arm_a,
        greatest(left_arm, right_arm) as arm_b
      from arena.current_votes where rater_id = ${id} and kind = 'regular'
    ), mine as (
      select arm_a, arm_b,
        count(*) filter (where choice = case when a_left then 'left' else 'right' end::arena.choice) as wins_a,
        count(*) filter (where choice = case when a_left then 'right' else 'left' end::arena.choice) as wins_b,
        count(*) filter (where choice = 'tie') as ties,
        count(*) filter (where choice = 'neither') as neither
      from current group by arm_a, arm_b
    ), everyone as (
      select arm_a, arm_b, sum(wins_a) as wins_a, sum(wins_b) as wins_b, sum(ties) as ties, sum(neither) as neither
      from arena.pair_counts where study_id = ${study.id} and slice = 'all' and value = '' group by arm_a, arm_b
    )
    select a.name as a, b.name as b,
      jsonb_build_object('winsA', m.wins_a, 'winsB', m.wins_b, 'ties', m.ties, 'neither', m.neither) as yours,
      jsonb_build_object('winsA', e.wins_a, 'winsB', e.wins_b, 'ties', e.ties, 'neither', e.neither) as all
    from mine m
    join everyone e using (arm_a, arm_b)
    join arena.arms a on a.study_id = ${study.id} and a.position = m.arm_a
    join arena.arms b on b.study_id = ${study.id} and b.position = m.arm_b
    order by m.arm_a, m.arm_b`),
];

type Totals = Omit<arena.Contribution, 'pairs' | 'results'>;

async function readTotals(sql: Sql, { id, study }: Rater): Promise<Totals> {
  const [totals] = await sql<Totals[]>`
    select
      (select count(*)::int from arena.votes where rater_id = ${id} and revision = 0) as "cast",
      (select count(distinct ballot_id)::int from arena.votes where rater_id = ${id} and revision > 0) as corrected,
      (select coalesce(sum(wins_a + wins_b + ties + neither), 0)::int
        from arena.pair_counts where study_id = ${study.id} and slice = 'all' and value = '') as "studyVotes",
      (select count(*)::int from arena.raters r where r.study_id = ${study.id}
        and exists (select from arena.votes v where v.rater_id = r.id)) as "studyRaters"`;
  if (!totals) throw new Error('a query without "from" gave no row');
  return totals;
}

/** How many ballots the rater has answered, of how many. */
export async function readProgress(sql: Sql, { id, practised, study }: Rater): Promise<arena.Progress> {
  const [row] = await sql<{ cast: number }[]>`
    select count(*)::int as "cast" from arena.votes where rater_id = ${id} and revision = 0`;
  return { cast: row?.cast ?? 0, limit: study.ballotsPerRater, practised };
}

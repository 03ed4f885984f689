import { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import type { Rater } from './identify-rater.ts';
import { readRaterQuality } from './rater-quality.ts';

type Results = NonNullable<arena.Contribution['results']>;

/**
 * What a rater's votes did. Of what others voted, of the arms and of the own answers nothing is said before the rater has
 * ended, since all of it sways further votes.
 */
export async function readContribution(sql: Sql, rater: Rater): Promise<arena.Contribution> {
  const { id, study, ended } = rater;
  const [own] = await sql<{ cast: number; corrected: number }[]>`
    select count(*) filter (where v.revision = 0)::int as "cast",
      count(distinct v.ballot_id) filter (where v.choice <> before.choice)::int as corrected
    from arena.votes v
    left join arena.votes before on before.ballot_id = v.ballot_id and before.revision = v.revision - 1
    where v.rater_id = ${id} and ${!rater.withdrawn}`;
  if (!own) throw new Error('a count gave no row');
  const [summary] = await sql<Pick<arena.Study, 'status' | 'results'>[]>`
    select status, results from arena.study_summaries where id = ${study.id}`;
  const shown = ended && summary !== undefined && arena.mayReadResults(summary, 'public') === 'now';
  return {
    ...own,
    quality: ended && !rater.withdrawn ? await readRaterQuality(sql, rater) : null,
    results: shown ? await readResults(sql, rater) : null,
  };
}

/** The rater's current regular votes by pair of arms, next to everyone's. */
async function readResults(sql: Sql, { id, study }: Rater): Promise<Results> {
  const pairs = await sql<Results['pairs']>`
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
      from arena.pair_counts where study_id = ${study.id} group by arm_a, arm_b
    )
    select a.name as a, b.name as b,
      jsonb_build_object('winsA', m.wins_a, 'winsB', m.wins_b, 'ties', m.ties, 'neither', m.neither) as yours,
      jsonb_build_object('winsA', e.wins_a, 'winsB', e.wins_b, 'ties', e.ties, 'neither', e.neither) as all
    from mine m
    join everyone e using (arm_a, arm_b)
    join arena.arms a on a.study_id = ${study.id} and a.position = m.arm_a
    join arena.arms b on b.study_id = ${study.id} and b.position = m.arm_b
    order by m.arm_a, m.arm_b`;
  const [totals] = await sql<Omit<Results, 'pairs'>[]>`
    select
      (select coalesce(sum(wins_a + wins_b + ties + neither), 0)::int
        from arena.pair_counts where study_id = ${study.id}) as "studyVotes",
      (select count(*)::int from arena.rater_counts where study_id = ${study.id}) as "studyRaters"`;
  if (!totals) throw new Error('a query without "from" gave no row');
  return { ...totals, pairs: [...pairs] };
}

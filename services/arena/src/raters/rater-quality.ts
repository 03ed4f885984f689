import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { exactShare } from '../ratings/exact-share.ts';
import { preferred } from '../votes/preferred.ts';
import type { Rater } from './identify-rater.ts';

/** Fewest others on an image and pair whose answers a rater's is compared with. */
const fewestOthers = 2;
/** Most others that are looked at, so that the work does not grow with a study's votes. */
const mostOthers = 100;

interface QualityRow {
  agreed: number;
  compared: number;
  passed: number;
  checks: number;
  same: number;
  repeats: number;
  medianMs: number | null;
}

/** What a rater's own answers were like; reads the votes on the rater's own ballots and at most 100 others on each. */
export async function readRaterQuality(sql: Sql, { id, study }: Rater): Promise<arena.RaterQuality> {
  const [row] = await sql<QualityRow[]>`
    with own as (
      select ballot_id, kind, choice, image_position, left_arm, right_arm, repeat_of, sound_side,
        ${preferred(sql)} as preferred
      from arena.current_votes v where rater_id = ${id}
    ), others as (
      select own.ballot_id, other.preferred = own.preferred as is_own, count(*) as votes
      from own
      cross join lateral (
        select ${preferred(sql)} as preferred
        from (
          select left_arm, right_arm, choice from arena.current_votes
          where study_id = ${study.id} and kind = 'regular' and image_position = own.image_position
            and left_arm in (own.left_arm, own.right_arm) and right_arm in (own.left_arm, own.right_arm)
            and rater_id <> ${id}
            and rater_id not in (select rater_id from arena.excluded_raters where study_id = ${study.id})
          limit ${mostOthers}
        ) v
      ) other
      where own.kind = 'regular'
      group by own.ballot_id, other.preferred, own.preferred
    ), compared as (
      select ballot_id, coalesce(max(votes) filter (where is_own), 0) >= max(votes) as agreed
      from others group by ballot_id having sum(votes) >= ${fewestOthers}
    ), timed as (
      select v.response_ms from arena.votes v
      where v.rater_id = ${id} and v.revision = 0 and v.response_ms is not null
    )
    select
      (select count(*) filter (where agreed)::int from compared) as agreed,
      (select count(*)::int from compared) as compared,
      (select count(*) filter (where choice = sound_side)::int from own where kind = 'check') as passed,
      (select count(*)::int from own where kind = 'check') as checks,
      (select count(*) filter (where own.preferred = first.preferred)::int from own
        join own first on first.ballot_id = own.repeat_of where own.kind = 'repeat') as same,
      (select count(*)::int from own join own first on first.ballot_id = own.repeat_of
        where own.kind = 'repeat') as repeats,
      (select percentile_cont(0.5) within group (order by response_ms) from timed) as "medianMs"`;
  if (!row) throw new Error('a query without "from" gave no row');
  return {
    agreement: exactShare(row.agreed, row.compared),
    checksPassed: exactShare(row.passed, row.checks),
    selfAgreement: exactShare(row.same, row.repeats),
    medianMs: row.medianMs,
  };
}

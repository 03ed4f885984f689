import type { arena } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { arenaSchema } from '@fakexplain/database/schema';
import { sql } from 'drizzle-orm';
import { quality, type QualityVote } from './quality.ts';
import { findRatedStudy } from './rated-study.ts';

const { ballots, votes } = arenaSchema;

/** The quality report of a study from all its current votes, or null where there is no such study. */
export async function readQuality(db: Database, slug: string): Promise<arena.Quality | null> {
  const study = await findRatedStudy(db, slug);
  if (!study) return null;
  const current = await db.execute<QualityVote & Record<string, unknown>>(sql`
    select b.id as ballot, b.kind, v.rater_id as rater, b.image_position as image, b.left_arm as "leftArm",
           b.right_arm as "rightArm", v.choice, b.repeat_of as "repeatOf", b.sound_side as "soundSide"
    from ${votes} v
    join ${ballots} b on b.id = v.ballot_id
    where v.study_id = ${study.id}
      and not exists (
        select from ${votes} newer where newer.ballot_id = v.ballot_id and newer.revision > v.revision
      )
    order by v.sequence`);
  return quality(current, study.seed);
}

import type { arena } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { views } from '@fakexplain/database/schema';
import { sql } from 'drizzle-orm';
import { quality, type QualityVote } from './quality.ts';
import type { RatedStudy } from './rated-study.ts';

/** The quality report of a study from all its current votes. */
export async function readQuality(
  db: Database,
  study: Pick<RatedStudy, 'id' | 'seed'>,
): Promise<arena.Quality> {
  const current = await db.execute<QualityVote & Record<string, unknown>>(sql`
    select ballot_id as ballot, kind, rater_id as rater, image_position as image, left_arm as "leftArm",
      right_arm as "rightArm", choice, repeat_of as "repeatOf", sound_side as "soundSide"
    from ${views.currentVotes} where study_id = ${study.id} order by sequence`);
  return quality(current, study.seed);
}

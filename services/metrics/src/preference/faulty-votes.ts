import { sql, type SQL } from 'drizzle-orm';
import { keyOf } from '../metrics/metric.ts';
import { iouUnionMetric } from '../metrics/iou-union.ts';
import { scorerVersion } from '../metrics/registry.ts';

/** Boxes count as missed below this union IoU: the least of a valid annotation in FakeXplained's quality control. */
export const missedBelow = 0.2;

/** Votes that are looked at. */
export interface VoteScope {
  studyId: string;
  withoutExcluded: boolean;
}

/**
 * Votes on wrong explanations, added up by arm, fault, rater and image, as a list of common table expressions that ends with
 * `cells (arm, fault, rater_id, image, won, votes)`. Current votes that prefer a side count. A score says something where
 * the explanation is shown with the image it is of. Of checks, the side with another image's explanation.
 */
export const faultyVotes = ({ studyId, withoutExcluded }: VoteScope): SQL => sql`
  with faults as materialized (
    select e.image_position as image, e.arm_position as arm, f.fault
    from arena.shown_explanations e
    join arena.study_arms a on a.study_id = e.study_id and a.position = e.arm_position
    join catalog.explanations x on x.id = e.explanation_id
    left join metrics.scores s
      on s.explanation_id = x.id and s.scorer = ${scorerVersion} and x.image_sha256 = e.image_sha256
    cross join lateral (
      select 'wrong_verdict' as fault where x.verdict <> e.label
      union all
      select 'missed_boxes' where (s.entries ->> ${keyOf(iouUnionMetric)})::float8 < ${missedBelow}
      union all
      select 'other_image' where a.kind = 'format_control'
    ) f
    where e.study_id = ${studyId}
  ), preferred as (
    select v.kind, v.rater_id, v.image_position as image, side.arm, (v.choice::text = side.name) as is_won,
      v.sound_side::text is distinct from side.name as is_other
    from arena.current_votes v
    cross join lateral (values ('left', v.left_arm), ('right', v.right_arm)) side (name, arm)
    where v.study_id = ${studyId} and v.choice in ('left', 'right')
      ${withoutExcluded ? sql`and v.rater_id <> all(array(select rater_id from arena.excluded_raters where study_id = ${studyId}))` : sql``}
  ), faulty as (
    select p.arm, f.fault, p.rater_id, p.image, p.is_won
    from preferred p join faults f on f.image = p.image and f.arm = p.arm
    where p.kind = 'regular'
    union all
    select arm, 'failed_check', rater_id, image, is_won from preferred where kind = 'check' and is_other
  ), cells as (
    select arm, fault, rater_id, image, count(*) filter (where is_won)::int as won, count(*)::int as votes
    from faulty group by arm, fault, rater_id, image
  )`;

import type { TransactionSql } from '@fakexplain/database';
import { keyOf } from '../metrics/metric.ts';
import { iouUnionMetric } from '../metrics/iou-union.ts';
import { scorerVersion } from '../metrics/registry.ts';

/** Boxes count as missed below this union IoU: the least of a valid annotation in FakeXplained's quality control. */
export const missedBelow = 0.2;

/**
 * What is wrong with what each arm shows on each image, as JSON of a list of image, arm and fault. A score says something where the
 * explanation is shown with the image it is of.
 */
export const faultsOf = (tx: TransactionSql, studyId: string) => tx<{ faults: string }[]>`
  select coalesce(json_agg(json_build_array(e.image_position, e.arm_position, f.fault)), '[]')::text as faults
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
  where e.study_id = ${studyId}`;

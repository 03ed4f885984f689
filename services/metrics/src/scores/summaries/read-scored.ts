import type { TransactionSql } from '@fakexplain/database';
import type { ScoredImage } from './scored-image.ts';

export interface ScoredRow extends ScoredImage {
  category: string | null;
  generator: string | null;
  fold: number | null;
  /** Microseconds since 1970. */
  scoredAt: number;
}

/** The scored explanations of a run by the hash of their image, page by page. */
export async function* readScored(
  sql: TransactionSql,
  run: { id: string; datasetId: string },
): AsyncGenerator<ScoredRow[]> {
  const pages = sql<ScoredRow[]>`
    select coalesce(i.group_key, e.image_sha256) as unit, i.label, i.category, i.generator, i.fold,
      e.verdict, e.probability, e.parse_status as "parseStatus",
      s.iou_union as "iouUnion", s.iou_matched as "iouMatched", s.iou_centre_greedy as "iouCentreGreedy",
      s.false_alarm_area as "falseAlarmArea", s.bleu2, s.bleu2_nltk_method0 as "bleu2NltkMethod0",
      s.bleu2_nltk_method1 as "bleu2NltkMethod1", s.bleu2_coco as "bleu2Coco",
      s.bleu2_statistics as "bleu2Statistics", s.rouge_l as "rougeL", s.rouge_l_stemmed as "rougeLStemmed",
      s.rouge_l_unicode as "rougeLUnicode",
      (extract(epoch from s.scored_at) * 1000000)::float8 as "scoredAt"
    from catalog.explanations e
    join metrics.scores s on s.explanation_id = e.id
    join catalog.dataset_images i on i.dataset_id = ${run.datasetId} and i.image_sha256 = e.image_sha256
    where e.run_id = ${run.id}
    order by e.image_sha256`.cursor(1_000);
  for await (const page of pages) yield page;
}

import { createHash } from 'node:crypto';
import type { SqlOrTransaction } from '@fakexplain/database';
import type { Explanation, ImageSize } from '@fakexplain/explanation';
import { leaveOutParts, type LeftOut } from './leave-out.ts';
import { showExplanation } from './show-explanation.ts';
import { uniformSource } from '@fakexplain/statistics/random';

/** An image of a study's datasets; one that is in several counts as the first's, by slug. */
export interface AskedImage extends ImageSize {
  datasetImageId: string;
  sha256: string;
  label: 'real' | 'generated';
  category: string | null;
  generator: string | null;
}

export interface StudyArm {
  position: number;
  name: string;
  kind: 'source' | 'format_control';
  sourceId: string;
  runId: string | null;
}

/** An explanation of a source with the image it was written about. */
export interface SourceExplanation extends Omit<Explanation, 'probability'> {
  id: string;
  sha256: string;
}

/** What an arm shows on one image; equal hashes look the same. */
export interface ArmExplanation {
  explanationId: string;
  contentHash: string;
}

export function selectAskedImages(sql: SqlOrTransaction, studyId: string): Promise<AskedImage[]> {
  return sql<AskedImage[]>`
    select "datasetImageId", sha256, width, height, label, category, generator from (
      select distinct on (di.image_sha256) di.id as "datasetImageId", i.sha256, i.width, i.height,
        di.label, di.category, di.generator, d.slug, di.path
      from arena.study_datasets sd
      join catalog.datasets d on d.id = sd.dataset_id
      join catalog.dataset_images di on di.dataset_id = d.id
      join catalog.images i on i.sha256 = di.image_sha256
      where sd.study_id = ${studyId}
      order by di.image_sha256, d.slug
    ) asked
    order by slug, path`;
}

/** A source's explanations of the images: of one run, or of its newest run with any on each dataset. */
export function selectExplanations(
  sql: SqlOrTransaction,
  studyId: string,
  { sourceId, runId }: StudyArm,
): Promise<SourceExplanation[]> {
  return sql<SourceExplanation[]>`
    with asked as (
      select distinct on (di.image_sha256) di.image_sha256, di.dataset_id
      from arena.study_datasets sd
      join catalog.datasets d on d.id = sd.dataset_id
      join catalog.dataset_images di on di.dataset_id = d.id
      where sd.study_id = ${studyId}
      order by di.image_sha256, d.slug
    ), chosen as (
      select distinct on (sd.dataset_id) sd.dataset_id, r.id as run_id
      from arena.study_datasets sd
      join catalog.runs r on case when ${runId}::uuid is null
        then r.source_id = ${sourceId} and r.dataset_id = sd.dataset_id else r.id = ${runId}::uuid end
      where sd.study_id = ${studyId}
        and exists (select from catalog.parsed_explanations e where e.run_id = r.id)
      order by sd.dataset_id, r.created_at desc, r.id
    )
    select e.id, e.image_sha256 as sha256, e.verdict, e.tags, e.reasoning, e.regions
    from asked
    join chosen using (dataset_id)
    join catalog.parsed_explanations e on e.run_id = chosen.run_id and e.image_sha256 = asked.image_sha256
    order by e.image_sha256`;
}

/**
 * What an arm shows on each image, by the image's hash. A format control shows on each image what its source said of
 * another one, in a seeded order.
 */
export function armExplanations(
  arm: StudyArm,
  explanations: SourceExplanation[],
  images: ReadonlyMap<string, ImageSize>,
  { seed, leaveOut }: { seed: number; leaveOut: LeftOut },
): Map<string, ArmExplanation> {
  const size = (sha256: string) => {
    const found = images.get(sha256);
    if (!found) throw new Error(`image ${sha256} is not in the study`);
    return found;
  };
  const control = arm.kind === 'format_control';
  if (control && explanations.length < 2) return new Map();
  const order = control ? derange(explanations.length, uniformSource(seed, 1 + arm.position)) : undefined;
  return new Map(
    explanations.map((own, index) => {
      const said = explanations[order?.[index] ?? index] ?? own;
      const shown = leaveOutParts(showExplanation(said, size(said.sha256), size(own.sha256)), leaveOut);
      const contentHash = createHash('sha256').update(JSON.stringify(shown)).digest('hex');
      return [own.sha256, { explanationId: said.id, contentHash }];
    }),
  );
}

/**
 * A permutation of 0 … n−1 without a fixed point, uniform among the cyclic ones (Sattolo's algorithm).
 * @throws RangeError for n = 1, which has none.
 */
export function derange(n: number, random: () => number): number[] {
  if (n === 1) throw new RangeError('one thing alone cannot change places');
  const order = Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last--) {
    const other = Math.floor(random() * last);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

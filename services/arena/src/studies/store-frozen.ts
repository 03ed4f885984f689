import type { TransactionSql } from '@fakexplain/database';
import type { Practice } from './choose-practice.ts';
import type { FrozenImage } from './freeze-images.ts';
import type { AskedImage } from './load-arms.ts';

const imagesPerStatement = 500;

/** Writes the study's images, numbered in their order, and what each arm shows on them. */
export async function insertFrozenImages(
  tx: TransactionSql,
  studyId: string,
  frozen: FrozenImage<AskedImage>[],
): Promise<void> {
  for (let first = 0; first < frozen.length; first += imagesPerStatement) {
    const part = frozen.slice(first, first + imagesPerStatement);
    const images = part.map(({ image }, index) => ({ ...image, position: first + index }));
    const explanations = part.flatMap(({ explanations }, index) =>
      explanations.flatMap((explanation, arm) =>
        explanation
          ? [{ image: first + index, arm, id: explanation.explanationId, hash: explanation.contentHash }]
          : [],
      ),
    );
    await tx`
      insert into arena.study_images
        (study_id, position, dataset_image_id, image_sha256, label, category, generator)
      select ${studyId}, position, "datasetImageId", sha256, label, category, generator
      from json_to_recordset(${JSON.stringify(images)}::text::json) as i(position int, "datasetImageId" uuid,
        sha256 text, label catalog.image_label, category text, generator text)`;
    await tx`
      insert into arena.study_explanations (study_id, image_position, arm_position, explanation_id, content_hash)
      select ${studyId}, image, arm, id, hash
      from json_to_recordset(${JSON.stringify(explanations)}::text::json)
        as e(image int, arm smallint, id uuid, hash text)`;
  }
}

export async function insertPractice(
  tx: TransactionSql,
  studyId: string,
  practice: Practice[],
): Promise<void> {
  for (const [position, ballot] of practice.entries()) {
    await tx`
      insert into arena.practice_ballots
        (study_id, position, image_sha256, kind, "left", "right", expected, named)
      values (${studyId}, ${position}, ${ballot.sha256}, ${ballot.kind}, ${JSON.stringify(ballot.left)}::text::jsonb,
        ${JSON.stringify(ballot.right)}::text::jsonb, ${ballot.expected}, ${tx.array(ballot.named)})`;
  }
}

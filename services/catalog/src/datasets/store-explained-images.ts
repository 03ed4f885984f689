import type { Database } from '@fakexplain/database';
import type { NewExplanation } from '@fakexplain/database/explanations';
import { storeExplanations } from '../explanations/store-explanations.ts';
import type { Stored } from '../rows/take-rows.ts';
import { RowRefused } from '../rows/refusal.ts';
import type { UnderstoodRow } from '../rows/understood.ts';
import { lockDataset } from './ensure-dataset.ts';
import { storeImages, type NewImage } from './store-images.ts';

export interface ExplainedImage {
  image: NewImage;
  /** What the dataset itself says about it. */
  explanation?: NewExplanation | undefined;
}

export const understandImage = ({ image, explanation }: ExplainedImage): UnderstoodRow => ({
  image: image.path,
  label: image.label,
  explanation,
});

/** Adds images to a dataset, and what was said about them to a run, in one transaction. Those added count by label. */
export function storeExplainedImages(
  db: Database,
  { datasetId, runId }: { datasetId: string; runId: string | undefined },
  rows: ExplainedImage[],
): Promise<Stored[]> {
  return db.transaction(async (tx) => {
    await lockDataset(tx, datasetId);
    const stored = await storeImages(
      tx,
      datasetId,
      rows.map(({ image }) => image),
    );
    const accepted = rows.flatMap(({ explanation }, index) =>
      explanation && !(stored[index] instanceof RowRefused) ? [explanation] : [],
    );
    const said = runId === undefined ? [] : await storeExplanations(tx, runId, accepted);
    const explained = new Map(accepted.map(({ imageSha256 }, index) => [imageSha256, said[index]]));
    return rows.map(({ image }, index) => {
      const outcomes = [stored[index], explained.get(image.sha256)];
      const refused = outcomes.find((outcome) => outcome instanceof RowRefused);
      return refused ?? (outcomes.includes('added') ? { added: image.label } : 'present');
    });
  });
}

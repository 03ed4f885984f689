import { recordChange, type Database } from '@fakexplain/database';
import { sql } from 'drizzle-orm';
import { lockDataset } from './ensure-dataset.ts';

/**
 * Gives a fold (0–3) to every image of a dataset that has none: images are put in order by label, then generator,
 * then SHA-256, and dealt to the folds in turn, so that the sizes of the folds differ by at most one within every
 * generator and the outcome depends on the images alone. Images that share a group are dealt as one (at its first
 * place), and join the fold of a group that has one. Folds once given stay, so images added later are dealt after.
 */
export async function assignFolds(db: Database, datasetId: string): Promise<void> {
  await db.transaction(async (tx) => {
    await lockDataset(tx, datasetId);
    const { count } = await tx.execute(sql`
      with units as (
        select coalesce(group_key, image_sha256) as unit, min(fold) as fold,
          min(array[label::text collate "C", coalesce(generator, '') collate "C", image_sha256]) as place
        from catalog.dataset_images
        where dataset_id = ${datasetId}
        group by unit
      ), dealt as (
        select unit, ((row_number() over (order by place) - 1
          + (select count(*) from units where fold is not null)) % 4)::smallint as fold
        from units
        where fold is null
        union all
        select unit, fold from units where fold is not null
      )
      update catalog.dataset_images
      set fold = dealt.fold
      from dealt
      where dataset_id = ${datasetId} and dataset_images.fold is null
        and dealt.unit = coalesce(group_key, image_sha256)`);
    if (count > 0)
      await recordChange(tx, {
        action: 'assignFolds',
        subject: { kind: 'dataset', name: datasetId },
        after: { images: count },
      });
  });
}

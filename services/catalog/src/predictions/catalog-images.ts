import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { eq } from 'drizzle-orm';
import { selectImages } from '../images/select-images.ts';
import { RowRefused } from '../rows/refusal.ts';
import type { Taken } from '../rows/take-rows.ts';
import type { CatalogImage, ImageFinder, Named } from './match-images.ts';

const { datasetImages } = catalogSchema;

/** Every image of a dataset, by path. */
export function readCatalogImages(db: Database, datasetId: string): Promise<CatalogImage[]> {
  return selectImages(db).where(eq(datasetImages.datasetId, datasetId)).orderBy(datasetImages.path);
}

/** What every row of a file calls its image; faulty rows are told later. */
export async function namesIn(rows: Iterable<Taken<Named>> | AsyncIterable<Taken<Named>>): Promise<Named[]> {
  const names: Named[] = [];
  for await (const { prepare } of rows) {
    try {
      const { image, ofMask } = await prepare();
      names.push({ image, ofMask });
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
    }
  }
  return names;
}

/** A note on names that were found without their folders. */
export function byNameAlone({ byNameAlone: count }: ImageFinder, root: string | undefined): string[] {
  if (count === 0) return [];
  const rest = root === undefined ? '; with --root, paths decide' : `: its path is not below ${root}`;
  return [`${count} × an image found by its file name alone${rest}`];
}

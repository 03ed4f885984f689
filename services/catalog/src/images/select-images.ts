import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { eq } from 'drizzle-orm';

const { datasetImages, images } = catalogSchema;

/** Images of datasets, each with what its dataset says of it; a query that takes conditions. */
export const selectImages = (db: Database) =>
  db
    .select({
      sha256: images.sha256,
      width: images.width,
      height: images.height,
      path: datasetImages.path,
      label: datasetImages.label,
    })
    .from(datasetImages)
    .innerJoin(images, eq(images.sha256, datasetImages.imageSha256));

import { isPublicImage } from '@fakexplain/database/embargo';
import { catalogSchema } from '@fakexplain/database/schema';
import type { Reader } from '@fakexplain/service-kit';
import { and, eq } from 'drizzle-orm';

const { datasetImages, explanations, runs } = catalogSchema;

/** Joins what an explanation's image is in the dataset of its run. */
export const placeInDataset = and(
  eq(datasetImages.datasetId, runs.datasetId),
  eq(datasetImages.imageSha256, explanations.imageSha256),
);

/** Whether a reader may see it: the public sees no image under embargo. Undefined: all. */
export const isShownTo = (reader: Reader) =>
  reader === 'public' ? isPublicImage(datasetImages.imageSha256) : undefined;

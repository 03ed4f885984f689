import type { Transaction } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import type { Verdict } from '@fakexplain/explanation';
import { and, eq, inArray, or } from 'drizzle-orm';
import type { AdmittedImage } from '../images/admit-image.ts';
import { RowRefused } from '../rows/refusal.ts';
import type { ImageEntry } from './manifest.ts';

const { datasetImages, images } = catalogSchema;

export interface NewImage extends AdmittedImage {
  label: Verdict;
  facts: PlaceFacts;
}

/** What a dataset says of an image in addition to its label. Other datasets than ours have categories of their own. */
export interface PlaceFacts extends Omit<ImageEntry, 'category'> {
  category?: string | undefined;
}

/**
 * Adds images, whose bytes the blob store has, to a dataset whose lock the transaction holds.
 * @param rows different images
 * @returns for each whether it was added, was there as just the same, or why it is refused
 */
export async function storeImages(
  tx: Transaction,
  datasetId: string,
  rows: NewImage[],
): Promise<('added' | 'present' | RowRefused)[]> {
  if (rows.length === 0) return [];
  const there = await tx
    .select()
    .from(datasetImages)
    .where(
      and(
        eq(datasetImages.datasetId, datasetId),
        or(
          inArray(
            datasetImages.imageSha256,
            rows.map((row) => row.sha256),
          ),
          inArray(
            datasetImages.path,
            rows.map((row) => row.path),
          ),
        ),
      ),
    );
  const byImage = new Map(there.map((row) => [row.imageSha256, row]));
  const paths = new Set(there.map((row) => row.path));
  const outcomes = rows.map((row) => {
    const before = byImage.get(row.sha256);
    if (before) return compare(row, before);
    if (paths.has(row.path))
      return new RowRefused('images[0]', `the dataset has another image as ${row.path}`);
    return 'added';
  });
  const added = rows.filter((_, index) => outcomes[index] === 'added');
  if (added.length > 0) {
    // In one order everywhere, so that imports into different datasets never wait for each other in a circle.
    const sorted = added.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1));
    await tx.insert(images).values(sorted.map(asImage)).onConflictDoNothing();
    await tx.insert(datasetImages).values(added.map((row) => asDatasetImage(datasetId, row)));
  }
  return outcomes;
}

function compare(row: NewImage, before: typeof datasetImages.$inferSelect): 'present' | RowRefused {
  const elsewhere = before.path.normalize('NFC') !== row.path.normalize('NFC');
  if (before.label !== row.label) {
    const place = elsewhere ? `as ${before.path}, ` : '';
    const reason = `the dataset has this image ${place}as ${before.label}, this row says ${row.label}`;
    return new RowRefused('', reason);
  }
  if (elsewhere) return new RowRefused('images[0]', `the dataset has the same image as ${before.path}`);
  const known = {
    generator: before.generator,
    category: before.category,
    fold: before.fold,
    group: before.groupKey,
  };
  for (const fact of ['generator', 'category', 'fold', 'group'] as const) {
    const said = row.facts[fact];
    if (said !== undefined && said !== known[fact]) {
      const reason = `the dataset has this image with ${fact} ${known[fact] ?? 'unknown'}, not ${said}`;
      return new RowRefused('', reason);
    }
  }
  return 'present';
}

const asImage = ({ sha256, width, height, mediaType, byteSize, perceptualHash, marks }: NewImage) => ({
  sha256,
  width,
  height,
  mediaType,
  byteSize,
  perceptualHash,
  marks,
});

const asDatasetImage = (datasetId: string, { sha256, path, label, facts }: NewImage) => ({
  datasetId,
  imageSha256: sha256,
  path,
  label,
  generator: facts.generator ?? null,
  category: facts.category ?? null,
  fold: facts.fold ?? null,
  groupKey: facts.group ?? null,
});

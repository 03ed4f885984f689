import { basename } from 'node:path';
import type { Database } from '@fakexplain/database';
import { explanationFromTrainingRow, type TrainingExample } from '@fakexplain/explanation';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { statusOf } from '../explanations/clean-words.ts';
import { placeRegions } from '../explanations/place-regions.ts';
import { ensureRun } from '../explanations/ensure-run.ts';
import { admitImage, type AdmittedImage } from '../images/admit-image.ts';
import { normalisePath } from '../images/locate-image.ts';
import { importRows, type ImportOptions, type ImportSummary } from '../rows/import-rows.ts';
import { madeWithRows } from '../rows/made-with-rows.ts';
import { RowRefused } from '../rows/refusal.ts';
import { expectFormat } from '../formats/expect-format.ts';
import { requireFile, requireFolder } from '../rows/require-file.ts';
import { checkSource, ensureSource } from '../sources.ts';
import { assignFolds } from './assign-folds.ts';
import { checkDataset, ensureDataset, findDataset } from './ensure-dataset.ts';
import type { ImageEntry, Manifest } from './manifest.ts';
import { storeExplainedImages, understandImage, type ExplainedImage } from './store-explained-images.ts';

export interface TrainingRowsImport {
  db: Database;
  blobs: BlobStore;
  /** JSONL; its name becomes the title of the run that holds the annotations. */
  file: string;
  /** The folder that paths are relative to. */
  imagesFolder: string;
  manifest: Manifest;
}

export interface TrainingRowsSummary extends ImportSummary {
  /** Paths that the manifest names and the file does not; empty when the import was interrupted. */
  unknownPaths: string[];
}

/**
 * Brings in FakeXplain's training rows: images with label, generator, category and fold into a dataset, what the
 * annotators said into one run of their source, which is the dataset's reference. A real image gets the explanation of its
 * row too, the verdict `real` without regions, so that it can be compared with others. May be repeated and interrupted: what
 * is stored stays as it is. `summary.added` counts by label.
 * @throws ImportRefused where nothing can be imported at all
 */
export async function importTrainingRows(
  { db, blobs, file, imagesFolder, manifest }: TrainingRowsImport,
  options: ImportOptions = {},
): Promise<TrainingRowsSummary> {
  await requireFile(file);
  await expectFormat(file, ['fakexplained'], { lines: true, fields: ['messages', 'images', 'objects'] });
  const root = await requireFolder(imagesFolder);
  const { dataset, images: facts } = manifest;
  await checkDataset(db, dataset);
  await checkSource(db, humanOf(manifest));
  const withRun = madeWithRows(db, async (tx) => {
    const datasetId = await ensureDataset(tx, dataset);
    const sourceId = await ensureSource(tx, humanOf(manifest));
    const runId = await ensureRun(tx, { sourceId, datasetId, title: basename(file), reference: true });
    return { datasetId, runId };
  });
  const unnamed = new Set(facts.keys());

  const prepare = async (json: unknown): Promise<ExplainedImage> => {
    const example = readExample(json);
    unnamed.delete(normalisePath(example.imagePath, 'images[0]'));
    const image = await admitImage({ db, blobs, root }, example.imagePath, 'images[0]');
    return asRow(example, image, facts.get(image.path) ?? {});
  };
  const store = (rows: ExplainedImage[]) => withRun((tx, run) => storeExplainedImages(tx, run, rows));
  const identity = ({ image }: ExplainedImage) => ({
    key: image.sha256,
    field: 'images[0]',
    label: image.label,
    path: image.path,
  });
  const summary = await importRows({ file, prepare, identity, understand: understandImage, store }, options);
  if (summary.interrupted) return { ...summary, unknownPaths: [] };
  const made = await findDataset(db, dataset.slug);
  if (made) await assignFolds(db, made.id);
  return { ...summary, unknownPaths: [...unnamed] };
}

const humanOf = ({ dataset, human }: Manifest) =>
  human ?? {
    slug: `${dataset.slug}-human`,
    name: `${dataset.title}: annotators`,
    kind: 'human' as const,
  };

function readExample(json: unknown): TrainingExample {
  const result = explanationFromTrainingRow(json);
  if (result.ok) return result;
  const [first, ...more] = result.errors.map(({ field, message }) => ({ field, reason: message }));
  throw new RowRefused(first?.field ?? '', first?.reason ?? '', ...more);
}

function asRow(
  { label, explanation, space, warnings }: TrainingExample,
  image: AdmittedImage,
  facts: ImageEntry,
): ExplainedImage {
  const saidBy = `"bbox_type": "${space.replace('-', '')}" of "objects"`;
  const { regions, problems } = placeRegions(explanation.regions, { space, image, saidBy }, (index) => {
    const field = `objects.bbox[${index}]`;
    return { box: field, mask: field };
  });
  return {
    image: { ...image, label, facts },
    explanation: {
      imageSha256: image.sha256,
      explanation: { ...explanation, regions },
      parseStatus: statusOf(label, problems),
      parseProblems: [...warnings, ...problems],
    },
  };
}

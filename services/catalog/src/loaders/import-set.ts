import type { Database } from '@fakexplain/database';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import {
  encodeMask,
  type ImageSize,
  maskBounds,
  type ParseProblem,
  type Region,
} from '@fakexplain/explanation';
import { assignFolds } from '../datasets/assign-folds.ts';
import { checkDataset, ensureDataset, findDataset } from '../datasets/ensure-dataset.ts';
import type { DatasetEntry } from '../datasets/manifest.ts';
import {
  type ExplainedImage,
  storeExplainedImages,
  understandImage,
} from '../datasets/store-explained-images.ts';
import { ensureRun } from '../explanations/ensure-run.ts';
import { statusOf } from '../explanations/clean-words.ts';
import { placeRegions } from '../explanations/place-regions.ts';
import { readWrittenMask } from '../explanations/written-mask.ts';
import { admitBytes, admitImage } from '../images/admit-image.ts';
import { locateImage, normalisePath } from '../images/locate-image.ts';
import { madeWithRows } from '../rows/made-with-rows.ts';
import { type ImportOptions, type ImportSummary, type Taken, takeRows } from '../rows/take-rows.ts';
import { ensureSource } from '../sources.ts';
import type { LoadedImage, LoadedMask, LoadedSet } from './loaded-set.ts';
import { ProblemCounts } from '../predictions/problems.ts';
import { readMask, type ReadMask } from '../predictions/read-mask.ts';

export interface SetImport {
  db: Database;
  blobs: BlobStore;
  entry: DatasetEntry;
  set: LoadedSet;
}

/**
 * Brings a set in: its images, and what it says about them itself into a reference run. May be repeated and interrupted:
 * what is there is left alone. `summary.added` counts by label.
 */
export async function importSet(
  { db, blobs, entry, set }: SetImport,
  options: ImportOptions = {},
): Promise<{ summary: ImportSummary; notes: string[] }> {
  const problemCounts = new ProblemCounts();
  const { root, total, reference } = set;
  await checkDataset(db, entry);
  const withDataset = madeWithRows(db, (tx) => ensureDataset(tx, entry));
  // Made with the first explanation, so that a set without any has no empty reference.
  const runFor = (tx: Database, datasetId: string, batch: ExplainedImage[]) =>
    reference && batch.some(({ explanation }) => explanation)
      ? ensureReference(tx, datasetId, entry, reference)
      : undefined;

  const look = async (loaded: LoadedImage): Promise<ExplainedImage> => {
    const admitted =
      loaded.bytes === undefined
        ? await admitImage({ db, blobs, root }, loaded.file, loaded.field)
        : await admitBytes({ db, blobs }, loaded.bytes, normalisePath(loaded.file, ''), loaded.field);
    const path = loaded.path === undefined ? admitted.path : normalisePath(loaded.path, loaded.field);
    const image = { ...admitted, path, label: loaded.label, facts: loaded.facts };
    const { text, mask, regions: marked } = loaded;
    if (text === undefined && mask === undefined && !marked?.length) return { image };
    const { regions, problems } =
      mask === undefined
        ? placeRegions(marked ?? [], { space: 'original', image: admitted }, (index) => {
            const field = `regions[${index}]`;
            return { box: field, mask: `${field}.mask` };
          })
        : await maskRegions(root, mask, admitted, text ?? '');
    problemCounts.add(problems);
    // What is said of a mask as a whole stands with its region.
    const reasoning = mask === undefined || regions.length === 0 ? (text ?? '') : '';
    const said = {
      verdict: loaded.label,
      probability: null,
      tags: [],
      reasoning,
      regions,
    };
    const { sha256: imageSha256 } = admitted;
    return {
      image,
      explanation: {
        imageSha256,
        explanation: said,
        parseStatus: statusOf(loaded.label, problems),
        parseProblems: problems,
      },
    };
  };
  async function* rows(): AsyncGenerator<Taken<ExplainedImage>> {
    for await (const { prepare, ...taken } of set.rows) {
      yield { ...taken, prepare: async () => look(await prepare()) };
    }
  }

  const summary = await takeRows(
    {
      rows: rows(),
      total,
      identity: ({ image: { sha256, label, path } }) => ({ key: sha256, field: '', label, path }),
      understand: understandImage,
      store: (batch) =>
        withDataset(async (tx, datasetId) =>
          storeExplainedImages(tx, { datasetId, runId: await runFor(tx, datasetId, batch) }, batch),
        ),
    },
    options,
  );
  const dataset = await findDataset(db, entry.slug);
  if (dataset && !summary.interrupted) await assignFolds(db, dataset.id);
  return { summary, notes: problemCounts.notes() };
}

async function ensureReference(
  db: Database,
  datasetId: string,
  { slug, title }: DatasetEntry,
  reference: NonNullable<LoadedSet['reference']>,
): Promise<string> {
  const sourceId = await ensureSource(db, {
    slug: `${slug}-reference`,
    name: `${title}: reference`,
    kind: reference.kind ?? 'model',
    description: reference.description,
  });
  return ensureRun(db, { sourceId, datasetId, title: reference.title, reference: true });
}

/**
 * The region that a mask marks; none where it is black.
 * @throws RowRefused where it cannot be read, or is of another size than the image
 */
async function maskRegions(
  root: string,
  mask: LoadedMask,
  image: ImageSize,
  description: string,
): Promise<{ regions: Region[]; problems: ParseProblem[] }> {
  const { runs, problems } = await readLoadedMask(root, mask, image);
  const box = maskBounds(runs);
  return { regions: box ? [{ box, description, mask: encodeMask(runs) }] : [], problems };
}

/** A pixel above half of white is marked: compression of videos blurs masks. */
const maskSettings = { threshold: 0.5, scale: null };

async function readLoadedMask(
  root: string,
  { field, shape }: LoadedMask,
  image: ImageSize,
): Promise<ReadMask> {
  if (typeof shape !== 'string' && !(shape instanceof Uint8Array)) {
    return { runs: readWrittenMask(shape, image, field), problems: [] };
  }
  const picture = typeof shape === 'string' ? (await locateImage(root, shape, field)).file : shape;
  return readMask(picture, image, maskSettings, field);
}

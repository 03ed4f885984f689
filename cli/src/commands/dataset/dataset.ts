import type { Command } from '@commander-js/extra-typings';
import type { Connection, DatabaseRole } from '@fakexplain/database';
import type { metrics } from '@fakexplain/contract';
import { addExamples, share, slug } from '../../define-command.ts';
import { type ExitCode, exitCodes, Refused } from '../../exit-codes.ts';
import type { Perform, Task } from '../../session.ts';
import { runImport } from '../import/run-import.ts';

export function addDatasetCommands(program: Command, perform: Perform): void {
  const group = program
    .command('dataset')
    .summary('show datasets, check them')
    .description(
      `Shows and checks the datasets of the catalog.
It uses the database and images of \`npm start\`, or those that DATABASE_URL and BLOB_DIRECTORY or BLOB_S3_* name.`,
    );
  const list = group
    .command('list')
    .description('Show all datasets.')
    .action(() => perform(listDatasets, {}));
  addExamples(list, { 'dataset list': 'all of them' });

  const duplicates = group
    .command('duplicates')
    .description('How many pictures of a dataset are in others too, or nearly are.')
    .argument('<dataset>', 'its slug', slug)
    .action((dataset) => perform(showDuplicates, { dataset }));
  addExamples(duplicates, { 'dataset duplicates fakeclue': 'what it shares with others' });

  const folds = group
    .command('assign-folds')
    .description(
      'Give a fold to the images that have none, as an import does at its end; folds once given stay.',
    )
    .argument('<dataset>', 'its slug', slug)
    .action((dataset) => perform(assignFolds, { dataset }));
  addExamples(folds, { 'dataset assign-folds fakexplained': 'after an import that was stopped for good' });

  const hash = group
    .command('hash-images')
    .description(
      'Compute the perceptual hashes that pictures of earlier imports lack; they tell near duplicates.',
    )
    .action(() => perform(hashImages, {}));
  addExamples(hash, { 'dataset hash-images': 'of all datasets' });

  const check = group
    .command('check-annotations')
    .description('Compare annotators with a reference subset: how many images pass IoU and label accuracy.')
    .argument('<dataset>', 'its slug', slug)
    .requiredOption('--reference <slug>', 'the source that the others are compared with', slug)
    .option('--iou <share>', 'least IoU that passes (0.2)', share)
    .option('--labels <share>', 'least share of the reference’s labels that passes (1/3)', share)
    .action((dataset, { reference, iou, labels }) =>
      perform(checkAnnotations, { dataset, reference, thresholds: { iou, labels } }),
    );
  addExamples(check, {
    'dataset check-annotations fakexplained --reference gold': 'with the usual thresholds',
  });
  addExamples(group, {
    'dataset list': 'all datasets',
    'dataset check-annotations fakexplained --reference gold': 'how well annotators did',
  });
}

const listDatasets: Task<object> = () =>
  onDatabase(async ({ db }) => {
    const { listDatasets } = await import('@fakexplain/catalog/datasets/list-datasets.ts');
    const found = await listDatasets(db);
    for (const { slug, kind, title, images, real, generated, explanations } of found)
      console.log(
        `${slug}: ${kind}, ${images} images (${real} real, ${generated} generated), ${explanations} explanations — ${title}`,
      );
    if (found.length === 0) console.log('There are no datasets.');
  });

const showDuplicates: Task<{ dataset: string }> = ({ dataset }) =>
  onDatabase(async ({ db }) => {
    await requireDataset(db, dataset);
    const { overlapNotes } = await import('@fakexplain/catalog/duplicates/overlap-notes.ts');
    const notes = await overlapNotes(db, dataset);
    for (const note of notes) console.log(note);
    if (notes.length === 0) console.log(`No picture of ${dataset} is there twice, or nearly.`);
  });

const assignFolds: Task<{ dataset: string }> = ({ dataset }) =>
  onDatabase(async ({ db }) => {
    const { id } = await requireDataset(db, dataset);
    const { assignFolds } = await import('@fakexplain/catalog/datasets/assign-folds.ts');
    await assignFolds(db, id);
    console.log(`Every image of ${dataset} has a fold.`);
  });

const hashImages: Task<object> = (_, session) =>
  runImport({}, session, async (stores, options) => {
    const { hashImages } = await import('@fakexplain/catalog/duplicates/hash-images.ts');
    const { hashed, failed, interrupted } = await hashImages(stores, options);
    return {
      summary: { added: { hashed }, present: 0, refused: failed.length, interrupted },
      notes: failed.map((sha256) => `The image ${sha256} cannot be read from the blob store`),
    };
  });

interface AnnotationCheck {
  dataset: string;
  reference: string;
  thresholds: { iou: number | undefined; labels: number | undefined };
}

const checkAnnotations: Task<AnnotationCheck> = ({ dataset, reference, thresholds: { iou, labels } }) =>
  onDatabase(async ({ db }) => {
    const { usualThresholds } = await import('@fakexplain/metrics/annotation-quality/report-annotator.ts');
    const { readAnnotationQuality } =
      await import('@fakexplain/metrics/annotation-quality/read-annotation-quality.ts');
    const given = { iou: iou ?? usualThresholds.iou, labels: labels ?? usualThresholds.labels };
    // Who may open the database may see what is under embargo.
    const report = await readAnnotationQuality(db, dataset, { reference, ...given }, 'maintainer');
    for (const line of qualityLines(report)) console.log(line);
  }, 'fakexplain_metrics');

async function onDatabase(
  work: (connection: Connection) => Promise<void>,
  role: DatabaseRole = 'fakexplain_catalog',
): Promise<ExitCode> {
  const { openDatabase } = await import('../../open-stores.ts');
  const connection = await openDatabase({
    role,
    applicationName: 'fakexplain dataset',
  });
  try {
    await work(connection);
    return exitCodes.done;
  } finally {
    await connection.close();
  }
}

async function requireDataset(db: Connection['db'], slug: string) {
  const { findDataset } = await import('@fakexplain/catalog/datasets/ensure-dataset.ts');
  const dataset = await findDataset(db, slug);
  if (!dataset) throw new Refused(`There is no dataset ${slug}; \`dataset list\` shows them all.`);
  return dataset;
}

type Share = metrics.AnnotationQuality['annotators'][number]['iou'];

/** The report in lines for a terminal. */
export function qualityLines({
  reference,
  thresholds,
  annotators,
}: Pick<metrics.AnnotationQuality, 'reference' | 'thresholds' | 'annotators'>): string[] {
  const iou = percent(thresholds.iou);
  const labels = percent(thresholds.labels);
  return [
    `Compared with ${reference}: IoU ≥ ${iou} (union of boxes), label accuracy ≥ ${labels}.`,
    ...(annotators.length === 0 ? ['Nobody else has explained images of it.'] : []),
    ...annotators.map(({ source, images, meanIou, ...annotator }) =>
      [
        `${source}: ${images} ${images === 1 ? 'image' : 'images'}`,
        `IoU ${inWords(annotator.iou)}`,
        `labels ${inWords(annotator.labels)}`,
        `both ${inWords(annotator.both)}`,
        `mean IoU ${meanIou === null ? 'none' : meanIou.toFixed(3)}`,
      ].join('; '),
    ),
  ];
}

const inWords = ({ k, n, share }: Share) => (share === null ? 'none' : `${k} of ${n} (${percent(share)})`);
const percent = (share: number) => `${Number((share * 100).toFixed(1))}%`;

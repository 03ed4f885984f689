import { type Command, Option } from '@commander-js/extra-typings';
import {
  coordinateSpaceSchema,
  grammarSchema,
  type CoordinateSpace,
  type Grammar,
} from '@fakexplain/explanation';
import { z } from 'zod';
import { addExamples, checkedBy, collect, share, slug, wholeNumber } from '../../define-command.ts';
import { type ExitCode, exitCodes } from '../../exit-codes.ts';
import type { Stores } from '../../open-stores.ts';
import type { Perform, Session, Task } from '../../session.ts';

interface Words {
  kind: 'dataset' | 'study';
  slug: string;
  out: string;
  withheld?: true | undefined;
}

interface PairWords {
  study: string;
  out: string;
  grammar: Grammar;
  space?: CoordinateSpace | undefined;
  prompt: string;
  train: number;
  seed: number;
  leastAgreement: number;
  otherStudies?: true | undefined;
  withheld?: true | undefined;
}

/** What models of each grammar count boxes in. */
const usualSpaces: Record<Grammar, CoordinateSpace> = {
  'qwen2.5-vl': 'qwen-smart-resized',
  internvl: 'norm-1000',
  json: 'qwen-smart-resized',
  plain: 'original',
};

export function addExportCommands(program: Command, perform: Perform): void {
  const group = program
    .command('export')
    .summary('write datasets and studies as folders that other programs open')
    .description(
      `Writes folders that other programs open, and rows to train on; \`study export\` writes the votes of a study.
It uses the database and images of \`npm start\`, or those that DATABASE_URL and BLOB_DIRECTORY or BLOB_S3_* name.`,
    );
  const dataset = group
    .command('dataset')
    .description(
      'Write images, explanations, regions and scores of a dataset as Parquet, with a card (datasets.load_dataset) and croissant.json (mlcroissant).',
    )
    .argument('<dataset>', 'its slug', slug)
    .requiredOption('--out <folder>', 'folder that is made')
    .option('--withheld', 'with images that are withheld from the public while studies are open')
    .action((dataset, options) => perform(writeFolder, { kind: 'dataset', slug: dataset, ...options }));
  const study = group
    .command('study')
    .description('The same of the images of a study, and what its arms say of them.')
    .argument('<study>', 'its slug', slug)
    .requiredOption('--out <folder>', 'folder that is made')
    .option(
      '--withheld',
      'with images that are withheld from the public; of a study that is still blind, without what tells its arms apart',
    )
    .action((study, options) => perform(writeFolder, { kind: 'study', slug: study, ...options }));
  const pairs = group
    .command('pairs')
    .description(
      'Write what raters of a study preferred as rows to be trained on, DPO and KTO, for TRL and ms-swift. Ties and “neither” are left out.',
    )
    .argument('<study>', 'its slug', slug)
    .requiredOption('--out <folder>', 'folder that is made')
    .addOption(
      new Option('--grammar <grammar>', 'how completions are written')
        .choices(grammarSchema.options)
        .default('qwen2.5-vl' as const),
    )
    .addOption(
      new Option(
        '--space <space>',
        'what their boxes count in (default: what models of the grammar do)',
      ).choices(coordinateSpaceSchema.options),
    )
    .option(
      '--prompt <words>',
      'what the user asks',
      'Is this image real or generated? Explain where and why.',
    )
    .option(
      '--train <share>',
      'share of groups of images that go into train; images of a study are for measuring, unless told',
      share,
      0,
    )
    .option('--other-studies', 'images that other studies ask about may go into train too')
    .option('--least-agreement <share>', 'least share of the votes for the winner', share, 0)
    .option('--seed <n>', 'of the split', wholeNumber(0), 1)
    .option('--withheld', 'of a study whose results are hidden, or with images that are withheld')
    .action((study, options) => perform(writePairs, { study, ...options }));
  const shares = group
    .command('vote-shares')
    .description(
      'Write the share of votes that each source’s explanation of each image won, a file a source, as precomputed scores of inspect.',
    )
    .argument('<study>', 'its slug', slug)
    .requiredOption('--out <folder>', 'folder that is made')
    .addOption(
      new Option('--ids <ids>', 'what samples are called: SHA-256 of the image, or its path in its dataset')
        .choices(['sha256', 'path'] as const)
        .default('sha256' as const),
    )
    .action((study, options) => perform(writeShares, { study, ...options }));
  const results = group
    .command('eval-results')
    .description(
      'Print what a run scores as `.eval_results` YAML, for the page of its model on the Hugging Face Hub.',
    )
    .argument('<run>', 'its id', checkedBy(z.uuid()))
    .requiredOption('--dataset-id <name>', 'what the dataset is called on the Hub')
    .option(
      '--metric <key>',
      'a metric, several times for several (default: all that the run has)',
      collect(String),
    )
    .option('--url <address>', 'where the numbers can be looked up', checkedBy(z.url()))
    .action((run, { metric = [], url = null, ...options }) =>
      perform(printResults, { run, metrics: metric, url, ...options }),
    );
  addExamples(results, {
    'export eval-results 6f1d0c1e-6f0a-4a30-9b4c-0d4a34f0a7a1 --dataset-id lab/fakexplained --metric acc --metric iou_union':
      'to be put into .eval_results/fakexplained.yaml',
  });
  addExamples(shares, { 'export vote-shares pilot --out shares --ids path': 'of a study that is closed' });
  addExamples(pairs, {
    'export pairs pilot --out pairs --train 0.9': 'a tenth of the groups of images kept for testing',
    'export pairs pilot --out pairs --grammar internvl --least-agreement 0.7':
      'for another model, where raters agree',
  });
  addExamples(dataset, { 'export dataset fakexplained --out fakexplained': 'a whole dataset' });
  addExamples(study, { 'export study pilot --out pilot': 'the images of a study that is closed' });
  addExamples(group, { 'export dataset fakexplained --out fakexplained': 'a whole dataset' });
}

const writeFolder: Task<Words> = ({ withheld = false, ...wanted }, session) =>
  onStores(session, async (stores, signal) => {
    const { exportFolder } = await import('@fakexplain/metrics/folders/export-folder.ts');
    const { progress } = session;
    const summary = await exportFolder(stores, {
      ...wanted,
      withWithheld: withheld,
      signal,
      onProgress: ({ table, rows, images, explanations }) =>
        progress.update(() => {
          if (table === 'images') return `${rows} of ${images} images`;
          return table === 'explanations' ? `${rows} of ${explanations} explanations` : `${rows} ${table}`;
        }),
    });
    progress.end();
    const { limitations, rowsIn } = await import('@fakexplain/metrics/folders/summary.ts');
    for (const line of limitations(summary)) console.error(line);
    const counts = Object.entries(summary.files).map(([table, files]) => `${rowsIn(files)} ${table}`);
    console.log(`${wanted.out}: ${counts.join(', ')}`);
    return summary.missing > 0 ? exitCodes.partial : exitCodes.done;
  });

const writePairs: Task<PairWords> = (words, session) =>
  onStores(session, async (stores, signal) => {
    const { exportPairs } = await import('@fakexplain/metrics/training-pairs/export-pairs.ts');
    const { summaryLines } = await import('@fakexplain/metrics/training-pairs/pairs-readme.ts');
    const {
      grammar,
      space = usualSpaces[grammar],
      train,
      otherStudies = false,
      withheld = false,
      ...rest
    } = words;
    const summary = await exportPairs(stores, {
      ...rest,
      grammar,
      space,
      trainShare: train,
      otherStudies: otherStudies ? 'as-others' : 'hold-out',
      withWithheld: withheld,
      signal,
      onProgress: (rows) => session.progress.update(() => `${rows} rows`),
    });
    session.progress.end();
    for (const line of summaryLines(summary)) console.log(line);
    return summary.missing > 0 ? exitCodes.partial : exitCodes.done;
  });

const writeShares: Task<{ study: string; out: string; ids: 'sha256' | 'path' }> = (words, session) =>
  onStores(session, async (stores, signal) => {
    const { exportVoteShares } = await import('@fakexplain/metrics/vote-shares/export-vote-shares.ts');
    const counts = await exportVoteShares(stores, { ...words, signal });
    for (const [source, images] of counts) console.log(`${words.out}/${source}.jsonl: ${images} images`);
    if (counts.size === 0) console.log('No vote prefers one explanation to another.');
    return exitCodes.done;
  });

interface ResultWords {
  run: string;
  datasetId: string;
  metrics: string[];
  url: string | null;
}

const printResults: Task<ResultWords> = (words, session) =>
  onStores(session, async ({ db }) => {
    const { readEvalResults } = await import('@fakexplain/metrics/eval-results/read-eval-results.ts');
    const { stringify } = await import('yaml');
    process.stdout.write(stringify(await readEvalResults(db, words), { lineWidth: 0 }));
    return exitCodes.done;
  });

async function onStores(
  session: Session,
  work: (stores: Stores, signal: AbortSignal) => Promise<ExitCode>,
): Promise<ExitCode> {
  const signal = session.interruptible();
  const { openStores } = await import('../../open-stores.ts');
  const stores = await openStores({ role: 'fakexplain_metrics', applicationName: 'fakexplain export' });
  try {
    return await work(stores, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    session.progress.end();
    console.error('Stopped before the end. Nothing of it is kept.');
    return exitCodes.interrupted;
  } finally {
    await stores.close();
  }
}

import { InvalidArgumentError, Option, type Command } from '@commander-js/extra-typings';
import { catalog } from '@fakexplain/contract';
import type { Load, LoaderName } from '@fakexplain/catalog/loaders/run-load.ts';
import { addExamples, checkedBy, collect, label, slug, wholeNumber } from '../../define-command.ts';
import type { Perform, Task } from '../../session.ts';
import { dryRunOption, runImport, type ImportManner } from './run-import.ts';

/** Datasets in the layouts in which they are distributed; each has a page in docs/datasets. */
export function addLayoutCommands(parent: Command, perform: Perform): void {
  const withEntry = (loader: LoaderName, what: string) =>
    addDescribing(parent.command(loader).description(what).argument('<folder>'));

  const fakeclue = withEntry('fakeclue', 'FakeClue, as it is distributed.')
    .addOption(new Option('--split <split>', 'only this part').choices(['train', 'test']))
    .action((folder, { split, ...said }) => perform(loadSet, load('fakeclue', folder, said, { split })));
  addExamples(fakeclue, { 'import fakeclue FakeClue --split test': 'its test part' });

  const chameleon = withEntry('chameleon', 'Chameleon, as it is distributed.').action((folder, said) =>
    perform(loadSet, load('chameleon', folder, said)),
  );
  addExamples(chameleon, { 'import chameleon Chameleon': 'all of it' });

  const gptImage1 = withEntry('gpt-image-1', 'Pictures by gpt-image-1.').action((folder, said) =>
    perform(loadSet, load('gpt-image-1', folder, said)),
  );
  addExamples(gptImage1, { 'import gpt-image-1 gpt-image-1': 'all of it' });

  const faceforensics = withEntry('faceforensics', 'FaceForensics++: frames of its videos.')
    .addOption(
      new Option('--compression <name>', 'of the videos; c23 where it is not given').choices([
        'raw',
        'c0',
        'c23',
        'c40',
      ]),
    )
    .addOption(new Option('--split <split>', 'only this part').choices(['train', 'val', 'test']))
    .option('--frames <n>', 'at most this many of each video, evenly spread', wholeNumber(1))
    .action((folder, { compression, split, frames, ...said }) =>
      perform(loadSet, load('faceforensics', folder, said, { compression, split, frames })),
    );
  addExamples(faceforensics, {
    'import faceforensics FaceForensics++ --compression c23 --split test --frames 10': 'ten frames a video',
  });

  const mmfr = withEntry('mmfr', 'MMFR, as it is distributed.').action((folder, said) =>
    perform(loadSet, load('mmfr', folder, said)),
  );
  addExamples(mmfr, { 'import mmfr MMFR-Dataset': 'all of it' });

  const synthscars = withEntry('synthscars', 'SynthScars, as it is distributed.')
    .addOption(new Option('--split <split>', 'only this part').choices(['train', 'test']))
    .action((folder, { split, ...said }) => perform(loadSet, load('synthscars', folder, said, { split })));
  addExamples(synthscars, { 'import synthscars SynthScars --split test': 'its test part' });

  const ntire = withEntry('ntire-2026', 'Shards of NTIRE 2026, as they are distributed.').action(
    (folder, said) => perform(loadSet, load('ntire-2026', folder, said)),
  );
  addExamples(ntire, { 'import ntire-2026 NTIRE-RobustAIGenDetection-train': 'all of its shards' });

  const parquet = addDescribing(
    parent
      .command('parquet')
      .description('A set of the Hugging Face hub in Parquet: images with their bytes, and labels.')
      .argument('<file|folder>'),
  )
    .option(
      '--column <role=name>',
      'which column is image, label, path, generator, category, group, text or mask; may be repeated',
      collect(column),
    )
    .option('--label <code=label>', 'what a code means, real or generated; may be repeated', collect(label))
    .action((file, { column: columns, label: labels, ...said }) => {
      requireDataset(parquet, said);
      const options = { labels: new Map(labels), columns: new Map(columns) };
      return perform(loadSet, load('parquet', file, said, options));
    });
  addExamples(parquet, {
    'import parquet OpenFake/data --dataset openfake --column generator=model --label real=real --label fake=generated':
      'a folder of shards',
  });

  const folders = addDescribing(
    parent
      .command('folder')
      .description(
        'A folder for each label: real/, 0_real/, nature/, fake/, 1_fake/, ai/, and what --label adds.',
      )
      .argument('<folder>'),
  )
    .option(
      '--label <folder=label>',
      'what a folder holds, real or generated; may be repeated',
      collect(label),
    )
    .option('--generators', 'folders within name generators')
    .action((folder, { label: labels, generators, ...said }) => {
      requireDataset(folders, said);
      return perform(loadSet, load('folder', folder, said, { labels: new Map(labels), generators }));
    });
  addExamples(folders, {
    'import folder pictures --dataset my-pictures --kind ood --label painted=generated':
      'the folder painted holds generated pictures',
  });

  const manifest = addDescribing(
    parent
      .command('manifest')
      .description('A list of pictures: path, label and, where known, generator, category, fold and group.')
      .argument('<file>', 'JSONL, or CSV with a header'),
  )
    .option('--images <folder>', 'what paths are relative to, where it is not the file’s own folder')
    .option('--label <code=label>', 'what a code means, real or generated; may be repeated', collect(label))
    .action((file, { images, label: labels, ...said }) => {
      requireDataset(manifest, said);
      return perform(loadSet, load('manifest', file, said, { labels: new Map(labels), images }));
    });
  addExamples(manifest, {
    'import manifest list.csv --dataset my-pictures --images /data/pictures --label 1=generated':
      'a table whose label 1 means generated',
  });
}

/** Options of every dataset, which replace what its layout says. */
function addDescribing(command: Command<[string]>) {
  const { kind, localisation } = catalog.datasetSchema.shape;
  return command
    .option('--dataset <slug>', 'what it is called here', slug)
    .option('--title <words>', 'its title')
    .addOption(new Option('--kind <kind>', 'what it is to the models').choices(kind.options))
    .option('--licence <words>', 'its licence')
    .option('--source <where>', 'where it is from')
    .addOption(
      new Option('--localisation <meaning>', 'what its regions and masks mean').choices(localisation.options),
    )
    .option(
      '--language <tag>',
      'the language of its explanations, such as en, zh or ja; told by their letters otherwise',
      checkedBy(catalog.languageSchema),
    )
    .option('--report <file.jsonl>', 'where refused rows are written')
    .addOption(dryRunOption());
}

type Said = ReturnType<ReturnType<typeof addDescribing>['opts']>;
type Words = Load & ImportManner;

function requireDataset(command: { error(message: string): never }, { dataset }: Said): void {
  if (dataset === undefined) command.error('error: say with --dataset <slug> which dataset this is');
}

function load(
  loader: LoaderName,
  file: string,
  { dataset, report, dryRun, ...described }: Said,
  options: Partial<Load['options']> = {},
): Words {
  return { loader, file, dataset, described, options: { labels: new Map(), ...options }, report, dryRun };
}

const loadSet: Task<Words> = ({ report, dryRun, ...set }, session) =>
  runImport({ report, dryRun }, session, async (stores, options) => {
    const { runLoad } = await import('@fakexplain/catalog/loaders/run-load.ts');
    return runLoad(set, stores, options);
  });

/** `generator=model` as a role and the name of a column; empty for none. */
function column(words: string): [string, string] {
  const [, role, name] = /^(image|label|path|generator|category|group|text|mask)=(.*)$/.exec(words) ?? [];
  if (role === undefined || name === undefined) {
    throw new InvalidArgumentError('Write <role>=<name>, e.g. image=picture or generator=model.');
  }
  return [role, name];
}

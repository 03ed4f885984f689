import type { Command } from '@commander-js/extra-typings';
import type { FakexplainedImport } from '@fakexplain/catalog/datasets/import-fakexplained.ts';
import { addExamples, slug } from '../../define-command.ts';
import type { Perform, Task } from '../../session.ts';
import { dryRunOption, runImport, type ImportManner } from './run-import.ts';

export function addFakexplainedCommand(parent: Command, perform: Perform): void {
  const command = parent
    .command('fakexplained')
    .description('FakeXplain’s training rows: images, labels and what the annotators said.')
    .argument('<annotations.jsonl>', 'one row a line')
    .option('--manifest <manifest.yaml>', 'title, licence, source … of the dataset and facts about images')
    .option('--dataset <slug>', 'the dataset, where there is no manifest', slug)
    .option('--images <folder>', 'what paths are relative to, where it is not the file’s own folder')
    .option('--human <slug>', 'source of the annotations, where the manifest names none', slug)
    .option('--report <file.jsonl>', 'where refused rows are written')
    .addOption(dryRunOption())
    .action((file, options) => {
      if (options.manifest === undefined && options.dataset === undefined)
        command.error('error: say which dataset this is: give --manifest or --dataset');
      return perform(importRows, { file, ...options });
    });
  addExamples(command, {
    'import fakexplained annotations.jsonl --manifest manifest.yaml --images /data/fakexplained':
      'with a manifest',
    'import fakexplained more.jsonl --dataset fakexplained --report refused.jsonl':
      'more rows of a dataset that is there',
  });
}

const importRows: Task<FakexplainedImport & ImportManner> = ({ report, dryRun, ...rows }, session) =>
  runImport({ report, dryRun }, session, async (stores, options) => {
    const { importFakexplained } = await import('@fakexplain/catalog/datasets/import-fakexplained.ts');
    return importFakexplained(rows, stores, options);
  });

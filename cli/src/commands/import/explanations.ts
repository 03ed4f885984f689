import type { Command } from '@commander-js/extra-typings';
import type { ExplanationsImport } from '@fakexplain/catalog/explanations/import-explanations.ts';
import { addExamples, slug, sourceKind } from '../../define-command.ts';
import type { Perform, Task } from '../../session.ts';
import { dryRunOption, runImport, type ImportManner } from './run-import.ts';

export function addExplanationsCommand(parent: Command, perform: Perform): void {
  const command = parent
    .command('explanations')
    .description('What one source said about images that are there.')
    .argument('<file.jsonl>', 'one explanation a line, with or without a header row that names the source')
    .requiredOption('--dataset <slug>', 'which images these explain', slug)
    .option('--source <slug>', 'whose they are, where the file does not say', slug)
    .option('--name <name>', 'name of the source, where it is new')
    .addOption(sourceKind())
    .option('--demo', 'the source is part of the demo')
    .option('--reference', 'what others of the dataset are scored against')
    .option('--report <file.jsonl>', 'where refused rows are written')
    .addOption(dryRunOption())
    .action((file, { dataset, source: slug, name, kind, demo, reference, report, dryRun }) => {
      const described = {
        ...(name !== undefined && { name }),
        ...(kind !== undefined && { kind }),
        ...(demo !== undefined && { demo }),
      };
      if (slug === undefined && Object.keys(described).length > 0)
        command.error('error: --name, --kind and --demo describe a source: give its --source too');
      const source = slug === undefined ? undefined : { slug, ...described };
      return perform(importExplanations, { file, dataset, source, reference, report, dryRun });
    });
  addExamples(command, {
    'import explanations legion.jsonl --dataset fakexplained --source legion --name LEGION --kind model':
      'a model’s',
    'import explanations gold.jsonl --dataset fakexplained --reference':
      'what others are scored against; the file names its source',
  });
}

const importExplanations: Task<Omit<ExplanationsImport, 'db'> & ImportManner> = (
  { report, dryRun, ...explanations },
  session,
) =>
  runImport({ report, dryRun }, session, async ({ db }, options) => {
    const { importExplanations } = await import('@fakexplain/catalog/explanations/import-explanations.ts');
    return { summary: await importExplanations({ db, ...explanations }, options), notes: [] };
  });

import { InvalidArgumentError, Option, type Command } from '@commander-js/extra-typings';
import type { ExplanationsImport } from '@fakexplain/catalog/explanations/import-explanations.ts';
import { answerFormatNames } from '@fakexplain/catalog/formats/known-formats.ts';
import {
  boxOrderSchema,
  coordinateSpaceSchema,
  grammarSchema,
  readingSettingsFields,
  resizeSchema,
} from '@fakexplain/explanation';
import {
  addExamples,
  checkedBy,
  collect,
  label,
  share,
  slug,
  sourceKind,
  wholeNumber,
} from '../../define-command.ts';
import type { Perform, Task } from '../../session.ts';
import { dryRunOption, runImport, type ImportManner } from './run-import.ts';

export function addExplanationsCommand(parent: Command, perform: Perform): void {
  const command = parent
    .command('explanations')
    .description('What one source said about images that are there.')
    .argument('<file>', 'one explanation a line, or a file of another tool (docs/formats.md)')
    .requiredOption('--dataset <slug>', 'which images these explain', slug)
    .option('--source <slug>', 'whose they are, where the file does not say', slug)
    .option('--name <name>', 'name of the source, where it is new')
    .addOption(sourceKind())
    .option('--demo', 'the source is part of the demo')
    .option('--reference', 'what others of the dataset are scored against')
    .addOption(
      new Option('--format <format>', 'of another tool; without it, the file’s content tells').choices(
        answerFormatNames,
      ),
    )
    .addOption(
      new Option('--grammar <grammar>', 'how texts are written, where the file does not say').choices(
        grammarSchema.options,
      ),
    )
    .addOption(
      new Option('--space <space>', 'what boxes in texts count, where the file does not say').choices(
        coordinateSpaceSchema.options,
      ),
    )
    .option(
      '--resize <name=n>',
      'maxPixels, minPixels or factor of qwen-smart-resized, where they are not Qwen’s own; may be repeated',
      collect(resizing),
    )
    .addOption(
      new Option('--box-order <order>', 'of the numbers of boxes in texts').choices(boxOrderSchema.options),
    )
    .option('--tag-separator <text>', 'between labels in <tag>, where it is not ", "', tagSeparator)
    .option('--names <file>', 'a table of ids and images, where the file has ids alone')
    .option('--root <prefix>', 'what to take off the front of the paths of another tool')
    .option('--annotator <id>', 'whose annotations, where several people annotated')
    .option('--min-score <share>', 'of the regions of a detector that are taken', share, 0.5)
    .option(
      '--label <word=label>',
      'what a word of annotators means, real or generated; may be repeated',
      collect(label),
    )
    .option('--report <file.jsonl>', 'where refused rows are written')
    .addOption(dryRunOption())
    .action((file, { dataset, source: slug, name, kind, demo, reference, report, dryRun, ...how }) => {
      const described = {
        ...(name !== undefined && { name }),
        ...(kind !== undefined && { kind }),
        ...(demo !== undefined && { demo }),
      };
      if (slug === undefined && Object.keys(described).length > 0)
        command.error('error: --name, --kind and --demo describe a source: give its --source too');
      const source = slug === undefined ? undefined : { slug, ...described };
      const { grammar, space, resize: parts, boxOrder, tagSeparator, label: labels, ...others } = how;
      const answers = { ...others, ...(labels && { labels: new Map(labels) }) };
      if (parts && space !== undefined && space !== 'qwen-smart-resized')
        command.error(`error: --resize is of boxes in qwen-smart-resized, not in ${space}`);
      const resize = parts && resizeSchema.parse(Object.fromEntries(parts));
      const reading = { grammar, space, resize, boxOrder, tagSeparator };
      return perform(importExplanations, {
        file,
        dataset,
        source,
        reference,
        reading,
        answers,
        report,
        dryRun,
      });
    });
  addExamples(command, {
    'import explanations legion.jsonl --dataset fakexplained --source legion --name LEGION --kind model':
      'a model’s',
    'import explanations gold.jsonl --dataset fakexplained --reference':
      'what others are scored against; the file names its source',
    'import explanations export.json --format label-studio --dataset fakexplained --source people --kind human --reference':
      'what people marked in another tool',
    'import explanations result.jsonl --format ms-swift --dataset fakexplained --source qwen --kind model --grammar qwen2.5-vl --space qwen-smart-resized --resize maxPixels=1003520':
      'what a model wrote elsewhere, which was run with MAX_PIXELS=1003520',
  });
}

const importExplanations: Task<Omit<ExplanationsImport, 'db'> & ImportManner> = (
  { report, dryRun, ...explanations },
  session,
) =>
  runImport({ report, dryRun }, session, async ({ db }, options) => {
    const { importExplanations } = await import('@fakexplain/catalog/explanations/import-explanations.ts');
    return importExplanations({ db, ...explanations }, options);
  });

const tagSeparator = checkedBy(readingSettingsFields.tagSeparator.unwrap());

/** `maxPixels=1003520` as a name and a number. */
function resizing(words: string): [string, number] {
  const [, name, value] = /^(factor|minPixels|maxPixels)=(.+)$/.exec(words) ?? [];
  if (name === undefined || value === undefined) {
    throw new InvalidArgumentError('Write maxPixels=<n>, minPixels=<n> or factor=<n>.');
  }
  return [name, wholeNumber(1)(value)];
}

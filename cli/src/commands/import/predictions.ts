import { InvalidArgumentError, Option, type Command } from '@commander-js/extra-typings';
import { verdictSchema } from '@fakexplain/explanation';
import type { PredictionsImport } from '@fakexplain/catalog/predictions/import-predictions.ts';
import type { Producer } from '@fakexplain/catalog/predictions/open-producer.ts';
import { addExamples, slug, sourceKind, threshold } from '../../define-command.ts';
import type { Perform, Task } from '../../session.ts';
import { dryRunOption, runImport, type ImportManner } from './run-import.ts';

/** Predictions of models that ran elsewhere, as their own code wrote them: a command for each program. */
export function addPredictionsCommands(parent: Command, perform: Perform): void {
  const group = parent
    .command('predictions')
    .summary('what a model said elsewhere, as its own code wrote it')
    .description(
      'What a model said elsewhere about images that are there, as its own code wrote it (docs/predictions.md).',
    );
  const format = (name: Producer['format'], what: string, path: string) =>
    addWhose(group.command(name).description(what).argument(path));

  const legion = format('legion', 'The masks and texts of LEGION’s infer.py.', '<folder>')
    .option('--verdicts <file>', 'a table of image and verdict')
    .option('--threshold <share>', 'from which a pixel of a mask counts', threshold, 0.5)
    .option('--scale-masks', 'take masks of another size, scaled')
    .action((file, { verdicts, threshold, scaleMasks = false, ...whose }) =>
      perform(
        importPredictions,
        words({ format: 'legion', mask: { threshold, scale: scaleMasks }, verdicts }, file, whose),
      ),
    );
  addExamples(legion, {
    'import predictions legion out --dataset synthscars --source legion --name LEGION': 'its output folder',
  });

  const fakeshield = format(
    'fakeshield',
    'The JSONL of FakeShield’s DTE-FDM, and MFLM’s masks.',
    '<file.jsonl>',
  )
    .option('--masks <folder>', 'of MFLM')
    .option('--threshold <share>', 'from which a pixel of a mask counts', threshold, 0.5)
    .option('--scale-masks', 'take masks of another size, scaled')
    .action((file, { masks, threshold, scaleMasks = false, ...whose }) =>
      perform(
        importPredictions,
        words({ format: 'fakeshield', mask: { threshold, scale: scaleMasks }, masks }, file, whose),
      ),
    );
  addExamples(fakeshield, {
    'import predictions fakeshield DTE-FDM_output.jsonl --masks MFLM_output --dataset fakexplained --source fakeshield':
      'texts and masks',
  });

  const fakevlm = format('fakevlm', 'The JSON of FakeVLM’s eval.py.', '<file.json>').action((file, whose) =>
    perform(importPredictions, words({ format: 'fakevlm' }, file, whose)),
  );
  addExamples(fakevlm, {
    'import predictions fakevlm results.json --dataset fakeclue --source fakevlm --root /data/author/FakeClue/test':
      'its paths begin elsewhere',
  });

  const scores = format('scores', 'A table of image and probability.', '<file.csv|jsonl>')
    .addOption(
      new Option('--positive <label>', 'what a high probability means')
        .choices(verdictSchema.options)
        .default('generated' as const),
    )
    .option('--threshold <probability>', 'from which the verdict is that label', threshold, 0.5)
    .option('--column <name>', 'that holds the scores, where it is not score')
    .option('--names <file>', 'a table of ids and images, where the table has ids alone')
    .action((file, { positive, threshold, column, names, ...whose }) =>
      perform(
        importPredictions,
        words({ format: 'scores', positive, threshold, column, names }, file, whose),
      ),
    );
  addExamples(scores, {
    'import predictions scores npr.csv --dataset chameleon --source npr --name NPR': 'of a detector',
  });

  for (const [name, what] of [
    ['imdlbenco', 'The scores and masks of IMDLBenCo.'],
    ['ddl', 'predictions.txt and masks/, as for the DDL challenge.'],
  ] as const) {
    const scored = format(name, what, '<folder>')
      .option('--threshold <share>', 'from which a pixel of a mask counts', threshold, 0.5)
      .option('--verdict-threshold <probability>', 'above which an image is called generated', threshold, 0.5)
      .option('--scale-masks', 'take masks of another size, scaled')
      .addOption(
        new Option('--frame <how>', 'how pictures lie in masks of the network’s size').choices([
          'padded',
          'squeezed',
        ]),
      )
      .action((file, { threshold, verdictThreshold, scaleMasks = false, frame, ...whose }) =>
        perform(
          importPredictions,
          words(
            { format: name, mask: { threshold, scale: scaleMasks }, verdictThreshold, frame },
            file,
            whose,
          ),
        ),
      );
    addExamples(scored, {
      [`import predictions ${name} out --dataset casia --source trufor --frame padded`]: 'its output folder',
    });
  }

  const masks = format('masks', 'A mask for each image.', '<folder>')
    .option('--threshold <share>', 'from which a pixel of a mask counts', threshold, 0.5)
    .option('--scale-masks', 'take masks of another size, scaled')
    .option(
      '--verdict-area <share|none>',
      'above which an image is called generated, or none for no verdicts',
      area,
      0,
    )
    .option('--verdicts <file>', 'a table of image and verdict')
    .action((file, { threshold, scaleMasks = false, verdictArea, verdicts, ...whose }) =>
      perform(
        importPredictions,
        words(
          {
            format: 'masks',
            mask: { threshold, scale: scaleMasks },
            verdictArea: verdictArea === 'none' ? null : verdictArea,
            verdicts,
          },
          file,
          whose,
        ),
      ),
    );
  addExamples(masks, {
    'import predictions masks predicted --dataset fakexplained --source segformer --verdict-area 0.01':
      'generated where the mask covers more than 1%',
  });

  const mllmDefake = format('mllm-defake', 'The CSV of MLLM-Defake.', '<file.csv>').action((file, whose) =>
    perform(importPredictions, words({ format: 'mllm-defake' }, file, whose)),
  );
  addExamples(mllmDefake, {
    'import predictions mllm-defake outputs/qwen2vl.csv --dataset chameleon --source qwen2-vl': 'its answers',
  });

  addExamples(group, {
    'import predictions fakevlm results.json --dataset fakeclue --source fakevlm': 'FakeVLM’s answers',
  });
}

/** Options of all programs: the dataset and the source of the predictions. */
const addWhose = (command: Command<[string]>) =>
  command
    .requiredOption('--dataset <slug>', 'which images these are of', slug)
    .requiredOption('--source <slug>', 'whose predictions these are', slug)
    .option('--name <name>', 'name of the source, where it is new')
    .addOption(sourceKind())
    .option('--demo', 'the source is part of the demo')
    .option('--root <prefix>', 'what to take off the front of the paths')
    .option('--report <file.jsonl>', 'where refused rows are written')
    .addOption(dryRunOption());

type Whose = ReturnType<ReturnType<typeof addWhose>['opts']>;
type Words = Omit<PredictionsImport, 'db'> & ImportManner;

function words(
  producer: Producer,
  file: string,
  { dataset, source: slug, name, kind, demo, root, report, dryRun }: Whose,
): Words {
  const source = {
    slug,
    ...(name !== undefined && { name }),
    ...(kind !== undefined && { kind }),
    ...(demo !== undefined && { demo }),
  };
  return { producer, file, dataset, source, root, report, dryRun };
}

const importPredictions: Task<Words> = ({ report, dryRun, ...predictions }, session) =>
  runImport({ report, dryRun }, session, async ({ db }, options) => {
    const { importPredictions } = await import('@fakexplain/catalog/predictions/import-predictions.ts');
    return importPredictions({ db, ...predictions }, options);
  });

function area(words: string): number | 'none' {
  if (words === 'none') return words;
  try {
    return threshold(words);
  } catch {
    throw new InvalidArgumentError('It is a number from 0 to below 1, or none.');
  }
}

import { Command, type OutputConfiguration } from '@commander-js/extra-typings';
import { addBackupCommands } from './commands/backup.ts';
import { addDatasetCommands } from './commands/dataset/dataset.ts';
import { addDemoCommands } from './commands/demo.ts';
import { addExportCommands } from './commands/export/export.ts';
import { addImportCommands } from './commands/import/import.ts';
import { addMigrateCommand } from './commands/migrate.ts';
import { addModelCommands } from './commands/model.ts';
import { addOpenApiCommand } from './commands/openapi.ts';
import { addOwnerLinkCommand } from './commands/owner-link.ts';
import { addRunCommands } from './commands/run/run.ts';
import { addScoreCommand } from './commands/score.ts';
import { addStudyCommands } from './commands/study.ts';
import { addExamples } from './define-command.ts';
import { exitCodesInWords } from './exit-codes.ts';
import type { Perform } from './session.ts';

/**
 * The command line. It parses words and hands them to `perform`; wrong words are told on stderr, with a suggestion.
 * @throws CommanderError from `parseAsync`, for wrong words and for help
 */
export function createProgram(perform: Perform, output: OutputConfiguration = {}): Command {
  const program = new Command('fakexplain')
    .description('FakeXplain Arena from the terminal: bring in data, run models, score, ask people.')
    .showHelpAfterError('(--help shows the words of this command, with examples)')
    .helpCommand('help [command]', 'show the words of a command, with examples')
    .configureOutput(output)
    .exitOverride();
  addImportCommands(program, perform);
  addExportCommands(program, perform);
  addDatasetCommands(program, perform);
  addModelCommands(program, perform);
  addRunCommands(program, perform);
  addScoreCommand(program, perform);
  addStudyCommands(program, perform);
  addDemoCommands(program, perform);
  addBackupCommands(program, perform);
  addMigrateCommand(program, perform);
  addOwnerLinkCommand(program, perform);
  addOpenApiCommand(program, perform);
  addExamples(program, {
    'import chameleon Chameleon': 'bring in a dataset in its own layout',
    'run start legion fakexplained --watch': 'let a model explain the images of a dataset',
    'study create study.yaml': 'make a study',
    'import predictions --help': 'the words of a command, with examples',
  });
  program.addHelpText('after', `\n${exitCodesInWords}`);
  return program;
}

import type { Command } from '@commander-js/extra-typings';
import { addExamples } from '../../define-command.ts';
import type { Perform } from '../../session.ts';
import { addExplanationsCommand } from './explanations.ts';
import { addFakexplainedCommand } from './fakexplained.ts';
import { addLayoutCommands } from './layouts.ts';
import { addPredictionsCommands } from './predictions.ts';

export function addImportCommands(program: Command, perform: Perform): void {
  const group = program
    .command('import')
    .summary('bring datasets, explanations and predictions into the catalog')
    .description(
      `Brings datasets, explanations and predictions into the catalog.

Refused rows are told with file, line, field and reason, and written to --report; all others go in.
An interrupted import goes on where it was when it is run again. A repeated one changes nothing.
It uses the database and images of \`npm start\`, or those that DATABASE_URL and BLOB_DIRECTORY or BLOB_S3_* name.`,
    );
  addFakexplainedCommand(group, perform);
  addLayoutCommands(group, perform);
  addExplanationsCommand(group, perform);
  addPredictionsCommands(group, perform);
  addExamples(group, {
    'import fakexplained annotations.jsonl --manifest manifest.yaml': 'FakeXplain’s training rows',
    'import explanations legion.jsonl --dataset fakexplained --source legion --kind model':
      'what a source said about images that are there',
  });
}

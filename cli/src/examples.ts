import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** Examples at the end of a command's help, each with what it does. */
export function addExamples(command: CommandUnknownOpts, examples: Record<string, string>): void {
  const lines = Object.entries(examples).flatMap(([words, what]) => [
    `  # ${what}`,
    `  npm run fakexplain -- ${words}`,
  ]);
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

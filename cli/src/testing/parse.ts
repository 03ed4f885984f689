import { CommanderError } from '@commander-js/extra-typings';
import { createProgram } from '../program.ts';

/** The words of a command line as a shell takes them apart, quoted ones whole. */
export const wordsOf = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);

/** The words of a command as its work is told them, none where help is asked for. @throws CommanderError where the words are wrong */
export async function parse(args: string[]): Promise<unknown> {
  let found: unknown;
  const perform = async (_: unknown, words: unknown) => {
    found = words;
  };
  const program = createProgram(perform, { writeOut: () => {}, writeErr: () => {} });
  await program.parseAsync(args, { from: 'user' }).catch((error: unknown) => {
    const isHelp = error instanceof CommanderError && error.exitCode === 0;
    if (!isHelp) throw error;
  });
  return found;
}

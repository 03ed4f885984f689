import { createProgram } from '../program.ts';

/** The words of a command as its work is told them. @throws CommanderError where the words are wrong */
export async function parse(args: string[]): Promise<unknown> {
  let found: unknown;
  const perform = async (_: unknown, words: unknown) => {
    found = words;
  };
  await createProgram(perform, { writeOut: () => {}, writeErr: () => {} }).parseAsync(args, { from: 'user' });
  return found;
}

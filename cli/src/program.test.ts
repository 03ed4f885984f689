import { CommanderError, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { expect, test } from 'vitest';
import { exitCodes, exitCodesInWords } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { parse, wordsOf } from './testing/parse.ts';

/** Every command of the program that does something, by its words. */
function leaves(command: CommandUnknownOpts, words: string[] = []): [string, CommandUnknownOpts][] {
  if (command.commands.length === 0) return [[words.join(' '), command]];
  return command.commands.flatMap((child) => leaves(child, [...words, child.name()]));
}

/** All that a command prints as its help. */
function helpOf(command: CommandUnknownOpts): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  return help;
}

const program = createProgram(async () => {});
const commands = leaves(program);

test('the program has the commands that it is known for', () => {
  expect(program.commands.map((command) => command.name())).toEqual([
    'import',
    'export',
    'dataset',
    'model',
    'run',
    'score',
    'study',
    'demo',
    'backup',
    'restore',
    'check-blobs',
    'migrate',
    'owner-link',
    'openapi',
  ]);
  expect(commands.length).toBeGreaterThan(35);
});

test.each(commands)(
  'the help of %s says what it does and shows an example that is right',
  async (words, command) => {
    expect(command.description()).not.toBe('');
    const examples = [...helpOf(command).matchAll(/^ {2}npm run fakexplain -- (.*)$/gm)];
    expect(examples.length).toBeGreaterThan(0);
    for (const [, example = ''] of examples) {
      expect(example.startsWith(words)).toBe(true);
      await parse(wordsOf(example));
    }
  },
);

test('groups of commands show examples too', async () => {
  for (const group of program.commands) expect(helpOf(group)).toContain('\nExamples:\n');
  expect(helpOf(program)).toContain(exitCodesInWords);
});

test.each([
  [['improt', 'chameleon', 'folder'], "unknown command 'improt'\n(Did you mean import?)"],
  [['import', 'fakexplaned', 'a.jsonl'], '(Did you mean fakexplained?)'],
  [['import', 'predictions', 'leigon', 'out'], '(Did you mean legion?)'],
  [['run', 'start', 'a', 'b', '--wacth'], '(Did you mean --watch?)'],
  [['study', 'opne', 'pilot'], '(Did you mean open?)'],
])('%j is answered with a suggestion', async (args, suggestion) => {
  await expect(parse(args)).rejects.toThrow(suggestion);
});

test.each([[[]], [['import']], [['run']], [['study']]])('%j is told what it may say', async (args) => {
  const error: unknown = await parse(args).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(CommanderError);
  expect(error).toMatchObject({ code: 'commander.help', exitCode: 1 });
});

test('the codes in words are those that commands end with', () => {
  const told = [...exitCodesInWords.matchAll(/^ {2}(\d+) /gm)].map(([, code]) => Number(code));
  expect(told).toEqual(Object.values(exitCodes));
});

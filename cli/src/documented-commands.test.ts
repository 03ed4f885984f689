import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { parse, wordsOf } from './testing/parse.ts';

const root = join(import.meta.dirname, '../..');
const files = [
  ...['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'].map((name) => join(root, name)),
  ...['docs', 'examples', 'demo'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .map((name) => join(root, folder, name)),
  ),
];

/** Commands in a text, in blocks of code or between backticks; those that only show a form (`<file>`, `$file`, `…`) are left out. */
function commandsIn(text: string): string[] {
  const joined = text.replaceAll(/\\\n\s*/g, '');
  return [...joined.matchAll(/npm run fakexplain -- ([^\n`]+)/g)]
    .map(([, words = '']) => words.replace(/\s+#.*$/, '').trim())
    .filter((words) => !/[$<>[…]/.test(words));
}

const commands = files.flatMap((file) =>
  commandsIn(readFileSync(file, 'utf8')).map((words) => [words, relative(root, file)] as const),
);

test('there are documented commands', () => expect(commands.length).toBeGreaterThan(25));

test.each(commands)('`%s` of %s is understood', async (words) => {
  await parse(wordsOf(words));
});

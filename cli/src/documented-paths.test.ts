import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const files = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((name) => name !== '' && name !== 'CHANGELOG.md');

/** Top folders of the project: a path that begins with one of them is one of ours. */
const ours = /^(?:cli|demo|docs|examples|migrations|packages|services|test|training|web)\//;

/** Links to files, as `[text](path)`, and paths of the project between backticks; forms (`*`, `<name>`) are left out. */
function pathsIn(text: string, folder: string): [written: string, path: string][] {
  const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
    .map(([, path = '']) => path)
    .filter((path) => !/^[a-z]+:/.test(path))
    .map((path): [string, string] => [path, join(root, folder, path)]);
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)]
    .flatMap(([, words = '']) => words.split(/\s+/))
    .filter((path) => ours.test(path) && /^[\w@./+-]+$/.test(path))
    .map((path): [string, string] => [path, join(root, path)]);
  return [...links, ...quoted];
}

const paths = files.flatMap((file) =>
  pathsIn(readFileSync(join(root, file), 'utf8'), dirname(file)).map(
    ([written, path]) => [written, file, path] as const,
  ),
);

test('there are documented paths', () => expect(paths.length).toBeGreaterThan(40));

test.each(paths)('`%s` of %s is there', (_written, _file, path) => {
  expect(existsSync(path)).toBe(true);
});

import { expect, test } from 'vitest';
import { inDuration, showProgress } from './show-progress.ts';

test('a terminal has one line that changes, and what is said between stands alone', () => {
  let clock = 0;
  let shown = '';
  const output = { isTTY: true, write: (text: string) => (shown += text) };
  const progress = showProgress(output, () => clock);
  for (clock = 50; clock <= 250; clock += 50) progress.update((seconds) => `${clock} at ${seconds}`);
  progress.say('a word');
  progress.end();
  const clear = '\r\u001b[K';
  expect(shown).toBe(`\r100 at 0.1\u001b[K\r200 at 0.2\u001b[K${clear}a word\n`);
});

test('elsewhere a line comes every five seconds', () => {
  let clock = 0;
  const lines: string[] = [];
  const progress = showProgress({ write: (text) => lines.push(text) }, () => clock);
  for (; clock <= 11_000; clock += 100) progress.update((seconds) => `after ${seconds}`);
  progress.end();
  expect(lines).toEqual(['after 5\n', 'after 10\n']);
});

test.each([
  [0.2, '1 s'],
  [89.5, '90 s'],
  [90, '2 min'],
  [5_399, '90 min'],
  [5_400, '2 h'],
])('%f seconds are %s', (seconds, words) => expect(inDuration(seconds)).toBe(words));

import { expect, test } from 'vitest';
import { RefusalLines } from './refusal-lines.ts';

test('a flood of refusals that differ by numbers is counted, others are all said', () => {
  const said: string[] = [];
  const refusals = new RefusalLines((line) => said.push(line));
  for (let line = 1; line <= 3_000; line += 1) {
    refusals.tell({ file: 'a.jsonl', line, field: '', reason: `there is no image ${line}.png` });
  }
  refusals.tell({ file: 'a.jsonl', line: 3_001, field: 'image', reason: 'the row names no image' });
  refusals.end();
  expect(said).toHaveLength(12);
  expect(said[0]).toBe('a.jsonl:1: there is no image 1.png');
  expect(said[10]).toBe('a.jsonl:3001: image: the row names no image');
  expect(said[11]).toBe('2990 × more like: there is no image 3000.png; --report <file> has all of them');
});

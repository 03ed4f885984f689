import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readLines, type Line } from './read-lines.ts';
import { RowRefused } from './refusal.ts';

async function* inChunks(bytes: Uint8Array, sizes: number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (let turn = 0; start < bytes.length; turn += 1) {
    const end = start + (sizes[turn % sizes.length] ?? 1);
    yield bytes.subarray(start, end);
    start = end;
  }
}

async function all(lines: AsyncIterable<Line>): Promise<Line[]> {
  const found: Line[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

const collect = async (bytes: Uint8Array | string, maxBytes = 1_000, sizes = [7]) => {
  const lines = await all(readLines(inChunks(Buffer.from(bytes), sizes), maxBytes));
  return lines.map(({ number, text }) => [number, text instanceof RowRefused ? text.message : text]);
};

test('lines are what splitting the whole text gives, however it is cut into chunks', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '{', ' ', 'é', '🦉', '\n', '\r\n', '\n\n') });
  const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(text, sizes, async (text, sizes) => {
      const naive = text
        .split('\n')
        .map((line, index) => [index + 1, line.trim()])
        .filter(([, line]) => line !== '');
      expect(await collect(text, 1_000, sizes)).toEqual(naive);
    }),
  );
});

test('the end of each line is counted in bytes of the text', async () => {
  const lines = await all(readLines(inChunks(Buffer.from('é\n\nab\nc'), [3])));
  expect(lines.map(({ end }) => end)).toEqual([3, 7, 8]);
});

test('a line that is too long is refused alone, whether its end comes or not', async () => {
  expect(await collect(`a\n${'x'.repeat(25)}\nb\n${'y'.repeat(11)}`, 10)).toEqual([
    [1, 'a'],
    [2, 'the line is 25 bytes long; at most 10 are read'],
    [3, 'b'],
    [4, 'the line is 11 bytes long; at most 10 are read'],
  ]);
  expect(await collect('0123456789\n', 10)).toEqual([[1, '0123456789']]);
});

test('a line that is not UTF-8 is refused alone', async () => {
  const bytes = Buffer.concat([Buffer.from('a\n'), Buffer.from([0xff, 0xfe, 0x0a]), Buffer.from('é')]);
  expect(await collect(bytes)).toEqual([
    [1, 'a'],
    [2, 'the line is not UTF-8 text'],
    [3, 'é'],
  ]);
});

test('a byte order mark is no part of the first line', async () => {
  expect(await collect('\uFEFF{}\n[]')).toEqual([
    [1, '{}'],
    [2, '[]'],
  ]);
});

import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { scanLines } from './scan-lines.ts';

async function* inChunks(bytes: Buffer, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

it('finds each line and where it stands, however the bytes come', async () => {
  const line = fc
    .array(fc.constantFrom('', 'a', 'é', '手', '👍', ' ', '\r', '\0'), { maxLength: 9 })
    .map((all) => all.join(''));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      async (lines, size) => {
        const whole = Buffer.from(lines.join('\n'));
        const found = await collect(scanLines(inChunks(whole, size)));
        const expected = whole.toString('utf8').split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(found.map(({ bytes }) => bytes.toString('utf8'))).toEqual(expected);
        for (const { start, bytes, number } of found) {
          expect(whole.subarray(start, start + bytes.length)).toEqual(bytes);
          expect(whole.subarray(0, start).toString('latin1').split('\n')).toHaveLength(number);
        }
      },
    ),
    { numRuns: 40 },
  );
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv } from './read-csv.ts';
import { RowRefused } from './refusal.ts';

async function read(text: string | Uint8Array, { chunk = 7, maxLength = 1_000 } = {}) {
  const bytes = Buffer.from(text);
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunk) yield bytes.subarray(start, start + chunk);
  }
  const { columns, rows } = await readCsv(chunks(), maxLength);
  const found: unknown[] = [];
  for await (const { line, cells } of rows) {
    found.push([line, cells instanceof RowRefused ? cells.message : { ...cells }]);
  }
  return { columns, rows: found };
}

test('columns are named by the first row, whatever the line ends', async () => {
  expect(await read('\uFEFFImage, score \r\na.png,0.5\r\n\r\n"b, ""c"".png",1\n"two\nlines",\n')).toEqual({
    columns: ['image', 'score'],
    rows: [
      [2, { image: 'a.png', score: '0.5' }],
      [4, { image: 'b, "c".png', score: '1' }],
      [5, { image: 'two\nlines', score: '' }],
    ],
  });
  expect(await read('')).toEqual({ columns: [], rows: [] });
});

test('what is written comes back, however it is cut into chunks', async () => {
  const value = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'é', '🦉') });
  const table = fc.array(fc.tuple(value, value), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, chunk) => {
      const quote = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
      const text = ['x,y', ...rows.map((row) => row.map(quote).join(','))].join('\r\n');
      const { rows: found } = await read(text, { chunk });
      expect(found.map((row) => (row as [number, unknown])[1])).toEqual(rows.map(([x, y]) => ({ x, y })));
    }),
  );
});

test('a faulty row is refused alone', async () => {
  const bytes = Buffer.concat([Buffer.from('x,y\n1\n1,2,3\n'), Buffer.from([0xff]), Buffer.from(',2\n1,2')]);
  expect((await read(bytes)).rows).toEqual([
    [2, expect.stringMatching(/1 cells.*names 2/)],
    [3, expect.stringMatching(/3 cells/)],
    [4, 'the row is not UTF-8 text'],
    [5, { x: '1', y: '2' }],
  ]);
});

test('a quotation mark that does not close costs neither memory nor the rows behind it', async () => {
  expect((await read('x\n"open\n1\n2')).rows).toEqual([[2, expect.stringMatching(/does not close/)]]);
  const long = `x\n"${'open'.repeat(10)}\n1\n2`;
  expect((await read(long, { maxLength: 20 })).rows).toEqual([
    [2, expect.stringMatching(/does not close/)],
    [3, { x: '1' }],
    [4, { x: '2' }],
  ]);
});

test('a column may be called anything', async () => {
  expect((await read('__proto__,constructor\n1,2')).columns).toEqual(['__proto__', 'constructor']);
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Cell, FileColumn } from './columns.ts';
import { csv, withoutComments } from './csv.ts';

/** A reader that goes through RFC 4180 character by character, and tells an empty string from an absent value. */
function readCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  let cell = '';
  let quoted = false;
  let wasQuoted = false;
  const endCell = () => {
    row.push(cell === '' && !wasQuoted ? null : cell);
    cell = '';
    wasQuoted = false;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text.charAt(i + 1) === '"') {
        cell += '"';
        i++;
      } else quoted = false;
    } else if (char === '"') {
      quoted = true;
      wasQuoted = true;
    } else if (char === ',') endCell();
    else if (char === '\r' && text.charAt(i + 1) === '\n') {
      endCell();
      rows.push(row);
      row = [];
      i++;
    } else cell += char;
  }
  expect([quoted, cell, row]).toEqual([false, '', []]);
  return rows;
}

/** As pandas’ C engine reads `comment='#'`: outside quotes it begins a comment, up to the end of the line, anywhere. */
function cutComments(text: string): string {
  let kept = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"') quoted = !quoted;
    if (!quoted && char === '#') i = text.indexOf('\n', i);
    else kept += char;
  }
  return kept;
}

const columnsOf = (header: string[]): FileColumn<Cell[]>[] =>
  header.map((key, index) => ({ key, title: key, value: (row) => row[index] ?? null }));

const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.stringMatching(/^[",\r\n#= a]*$/),
  fc.double({ noNaN: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const table = fc
  .integer({ min: 1, max: 6 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }));

test('what is written is read back, whatever the cells hold', () => {
  fc.assert(
    fc.property(table, (rows) => {
      const header = (rows[0] ?? ['a']).map((_, index) => `column ${index}`);
      const read = readCsv(csv([], columnsOf(header), rows));
      expect(read).toEqual([
        header,
        ...rows.map((row) => row.map((value) => (value === null ? null : String(value)))),
      ]);
    }),
  );
});

const nasty = fc.stringMatching(/^[#",\r\n= ab]*$/);

test('what readers that know of comments make of it are the rows, with the comment lines and without', () => {
  fc.assert(
    fc.property(fc.array(nasty, { maxLength: 4 }), table, (comments, rows) => {
      const header = (rows[0] ?? ['a']).map((_, index) => `# column ${index}`);
      const bare = csv([], columnsOf(header), rows);
      const text = csv(comments, columnsOf(header), rows);
      expect(withoutComments(text)).toBe(bare);
      expect(withoutComments(bare)).toBe(bare);
      expect(cutComments(text)).toBe(bare);
    }),
  );
});

test('no `#` stands outside quotes but at the start of a comment, and no quote in a comment', () => {
  fc.assert(
    fc.property(fc.array(nasty, { maxLength: 4 }), table, (comments, rows) => {
      const text = csv(comments, columnsOf(Array(rows[0]?.length ?? 1).fill('c')), rows);
      const lines = text.split('\r\n').slice(0, comments.length);
      expect(lines.filter((line) => /^# [^"]*$/.test(line))).toHaveLength(comments.length);
      expect(withoutComments(text).replaceAll(/"(?:[^"]|"")*"/g, '')).not.toContain('#');
    }),
  );
});

test('a comment stays on one line', () => {
  expect(csv(['two\r\nlines'], columnsOf(['a']), [[1]])).toBe('# two lines\r\na\r\n1\r\n');
});

test('a column of several values has a header for each', () => {
  const interval: FileColumn<{ low: number; high: number | null }> = {
    key: 'interval',
    title: 'Interval',
    headers: ['low', 'high'],
    value: ({ low, high }) => [low, high],
  };
  expect(csv([], [interval], [{ low: 1, high: null }])).toBe('low,high\r\n1,\r\n');
});

import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { encodeEnd, encodeGroup, type ParquetCell, type ParquetColumn, type RowGroup } from './parquet.ts';

const columns: ParquetColumn[] = [
  { name: 'picture', type: { struct: [{ name: 'bytes', type: 'bytes', nullable: true }] }, nullable: true },
  { name: 'words', type: 'texts', nullable: false },
  {
    name: 'places',
    nullable: false,
    type: {
      list: {
        struct: [
          { name: 'x', type: 'number', nullable: false },
          { name: 'count', type: 'integer', nullable: true },
        ],
      },
    },
  },
];
const row = fc.record({
  picture: fc.option(fc.record({ bytes: fc.uint8Array() })),
  words: fc.array(fc.string()),
  places: fc.array(
    fc.record({ x: fc.double({ noNaN: true }), count: fc.option(fc.integer({ min: -5, max: 2 ** 40 })) }),
  ),
});

function fileOf(groups: Record<string, ParquetCell>[][], plain: boolean): ArrayBuffer {
  const own = columns.map((column, place) => ({ ...column, plain: plain && place === 0 }));
  const parts: Uint8Array[] = [];
  const written: RowGroup[] = [];
  let offset = 0;
  for (const rows of groups) {
    const cells = own.map(({ name }) => rows.map((of) => of[name] ?? null));
    const { bytes, group } = encodeGroup(cells, own, offset);
    parts.push(bytes);
    written.push(group);
    offset += bytes.length;
  }
  parts.push(encodeEnd(own, { offset, groups: written, about: { made: 'by a test' } }));
  return new Uint8Array(Buffer.concat(parts)).buffer;
}

const asIs = (rows: Record<string, unknown>[]): unknown =>
  JSON.parse(
    JSON.stringify(rows, (_, value: unknown) =>
      typeof value === 'bigint'
        ? Number(value)
        : value instanceof Uint8Array
          ? [...value]
          : Object.is(value, -0)
            ? 0
            : value,
    ),
  );

test('nested rows of several groups are read back as they were by another library', async () => {
  const groups = fc.array(fc.array(row, { minLength: 1, maxLength: 6 }), { maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(groups, fc.boolean(), async (groups, plain) => {
      const file = fileOf(groups, plain);
      const read = await parquetReadObjects({ file, utf8: false });
      expect(asIs(read)).toEqual(asIs(groups.flat()));
    }),
  );
});

test('the end of a file has what is said about it', () => {
  const { key_value_metadata: about, num_rows: rows } = parquetMetadata(fileOf([], false));
  expect({ about, rows }).toEqual({ about: [{ key: 'made', value: 'by a test' }], rows: 0n });
});

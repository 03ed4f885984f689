import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

type SchemaElement = ParquetWriter['schema'][number];
export type RowGroup = ParquetWriter['row_groups'][number];

/** A part of a Parquet file: rows that are encoded together, and what the file's end has to say of them. */
export interface EncodedRows {
  bytes: Uint8Array<ArrayBuffer>;
  group: RowGroup;
}

type LeafType = 'boolean' | 'bytes' | 'integer' | 'moment' | 'number' | 'text';

/** What cells of a column hold: `moment` is milliseconds since 1970, `texts` a list of texts, a struct an object of its members. */
export type ParquetType =
  | LeafType
  | 'texts'
  | { list: ParquetType }
  | { struct: readonly Omit<ParquetColumn, 'plain'>[] };

export interface ParquetColumn {
  name: string;
  type: ParquetType;
  /** Whether cells may be null. */
  nullable: boolean;
  /** Whether its bytes are packed already, as pictures are: they are neither compressed nor looked through. */
  plain?: boolean;
}

export type ParquetCell =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly ParquetCell[]
  | { readonly [member: string]: ParquetCell };

const leaf: Record<LeafType, Omit<SchemaElement, 'name'>> = {
  boolean: { type: 'BOOLEAN' },
  bytes: { type: 'BYTE_ARRAY' },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  // Without the logical type readers take moments to have no zone.
  moment: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
};

type Repetition = NonNullable<SchemaElement['repetition_type']>;

const elementsOf = ({ name, type, nullable }: ParquetColumn): SchemaElement[] =>
  elementsOfType(name, type, nullable ? 'OPTIONAL' : 'REQUIRED');

function elementsOfType(name: string, type: ParquetType, repetition_type: Repetition): SchemaElement[] {
  if (type === 'texts') return elementsOfType(name, { list: 'text' }, repetition_type);
  if (typeof type === 'string') return [{ name, repetition_type, ...leaf[type] }];
  if ('struct' in type)
    return [
      { name, repetition_type, num_children: type.struct.length },
      ...type.struct.flatMap((member) => elementsOf(member)),
    ];
  return [
    { name, repetition_type, converted_type: 'LIST', logical_type: { type: 'LIST' }, num_children: 1 },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...elementsOfType('element', type.list, 'REQUIRED'),
  ];
}

const schemaOf = (columns: readonly ParquetColumn[]): SchemaElement[] => [
  { name: 'rows', num_children: columns.length },
  ...columns.flatMap((column) => elementsOf(column)),
];

const createdBy = 'FakeXplain Arena';

/** A writer that goes on with a file of so many bytes. @param offset 0 begins the file */
function writerAt(
  columns: readonly ParquetColumn[],
  offset: number,
  kvMetadata: { key: string; value: string }[] = [],
) {
  const bytes = new ByteWriter(1 << 16);
  const writer = new ParquetWriter({ writer: bytes, schema: schemaOf(columns), kvMetadata, createdBy });
  if (offset > 0) Object.assign(bytes, { offset, index: 0 });
  return { bytes, writer };
}

/**
 * Encodes some rows, at least one, for their place in the file; without state, so that any thread can.
 * @param cells by column, and then by row; @param offset bytes of the file before them
 */
export function encodeGroup(
  cells: readonly (readonly ParquetCell[])[],
  columns: readonly ParquetColumn[],
  offset: number,
): EncodedRows {
  const { bytes, writer } = writerAt(columns, offset);
  writer.write({
    columnData: columns.map(({ name, type, plain = false }, place) => ({
      name,
      data: (cells[place] ?? []).map((cell) => written(cell, type)),
      offsetIndex: false,
      ...(plain && { encoding: 'PLAIN' as const, codec: 'UNCOMPRESSED' as const, statistics: false }),
    })),
    rowGroupSize: cells[0]?.length ?? 0,
  });
  const [group] = writer.row_groups;
  if (!group) throw new Error('no row was encoded');
  return { bytes: bytes.getBytes().slice(), group };
}

const isList = (cell: ParquetCell): cell is readonly ParquetCell[] => Array.isArray(cell);
const isStruct = (cell: ParquetCell): cell is { readonly [member: string]: ParquetCell } =>
  typeof cell === 'object' && cell !== null && !isList(cell) && !(cell instanceof Uint8Array);

/** A cell as the writer takes it, integers of 64 bits as such. */
function written(cell: ParquetCell, type: ParquetType): unknown {
  if (cell === null) return cell;
  if (type === 'integer' || type === 'moment') return BigInt(Number(cell));
  if (typeof type === 'string') return cell;
  if ('list' in type) return isList(cell) ? cell.map((own) => written(own, type.list)) : [];
  const members = isStruct(cell) ? cell : {};
  return Object.fromEntries(
    type.struct.map((member) => [member.name, written(members[member.name] ?? null, member.type)]),
  );
}

/**
 * The end of the file, or all of it where it has no rows.
 * @param about words of the file's metadata, by their keys
 */
export function encodeEnd(
  columns: readonly ParquetColumn[],
  { offset, groups, about }: { offset: number; groups: RowGroup[]; about: Record<string, string> },
): Uint8Array<ArrayBuffer> {
  const kvMetadata = Object.entries(about).map(([key, value]) => ({ key, value }));
  const { bytes, writer } = writerAt(columns, offset, kvMetadata);
  writer.row_groups = groups;
  writer.num_rows = groups.reduce((sum, { num_rows }) => sum + num_rows, 0n);
  void writer.finish();
  return bytes.getBytes().slice();
}

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MessageWriter } from './protobuf.ts';

/** The examples of the encoding's own documentation (protobuf.dev/programming-guides/encoding). */
test('writes the documented examples', () => {
  expect([...new MessageWriter().varint(1, 150).finish()]).toEqual([0x08, 0x96, 0x01]);
  expect([...new MessageWriter().string(2, 'testing').finish()]).toEqual([
    0x12,
    0x07,
    ...Buffer.from('testing'),
  ]);
  const nested = new MessageWriter().message(3, (writer) => writer.varint(1, 150));
  expect([...nested.finish()]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  const packed = new MessageWriter().packed(6, [3, 270, 86942]);
  expect([...packed.finish()]).toEqual([0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05]);
  expect([...new MessageWriter().varint(1, -2).finish()]).toEqual([0x08, 0xfe, ...Array(8).fill(0xff), 0x01]);
});

type Field = { number: number; value: bigint | number | Uint8Array };

/** A naive reader of the wire format. */
function read(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = BigInt(bytes[at++] ?? 0);
      value |= (byte & 127n) << shift;
      if (byte < 128n) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    if ((tag & 7) === 0) fields.push({ number, value: BigInt.asIntN(64, varint()) });
    else if ((tag & 7) === 5) {
      fields.push({ number, value: new DataView(bytes.buffer, bytes.byteOffset + at).getFloat32(0, true) });
      at += 4;
    } else {
      const length = Number(varint());
      fields.push({ number, value: bytes.slice(at, at + length) });
      at += length;
    }
  }
  return fields;
}

test('a reader of the format finds the fields that were written', () => {
  const number = fc.integer({ min: 1, max: 2 ** 29 - 1 });
  const field = fc.oneof(
    fc.record({ number, value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
    fc.record({ number, value: fc.float({ noNaN: true }) }),
    fc.record({ number, value: fc.uint8Array({ maxLength: 300 }) }),
  );
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      const writer = new MessageWriter();
      for (const { number, value } of fields) {
        if (typeof value === 'bigint') writer.varint(number, value);
        else if (typeof value === 'number') writer.float(number, value);
        else writer.bytes(number, value);
      }
      expect(read(writer.finish())).toEqual(fields);
    }),
  );
});

/**
 * Writes the parts of the Protocol Buffers wire format that ONNX needs
 * (https://protobuf.dev/programming-guides/encoding): varints, length-delimited fields and 32-bit floats.
 */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** An int64, int32, enum or bool field; negative numbers take ten bytes, as two's complement. */
  varint(field: number, value: number | bigint): this {
    return this.#append(encodeVarint(tag(field, 0)), encodeVarint(value));
  }

  /** A float field. */
  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.#append(encodeVarint(tag(field, 5)), bytes);
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#append(encodeVarint(tag(field, 2)), encodeVarint(value.length), value);
  }

  /** A nested message, filled by `fill`. */
  message(field: number, fill: (writer: MessageWriter) => void): this {
    const nested = new MessageWriter();
    fill(nested);
    return this.bytes(field, nested.finish());
  }

  /** A packed repeated int64 field; nothing at all for no values, as proto3 does. */
  packed(field: number, values: readonly (number | bigint)[]): this {
    return values.length === 0 ? this : this.bytes(field, join(values.map(encodeVarint)));
  }

  finish(): Uint8Array {
    return join(this.#parts, this.#length);
  }

  #append(...parts: Uint8Array[]): this {
    for (const part of parts) {
      this.#parts.push(part);
      this.#length += part.length;
    }
    return this;
  }
}

function tag(field: number, wireType: 0 | 2 | 5): number {
  return field * 8 + wireType;
}

function encodeVarint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function join(parts: readonly Uint8Array[], length = parts.reduce((sum, part) => sum + part.length, 0)) {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

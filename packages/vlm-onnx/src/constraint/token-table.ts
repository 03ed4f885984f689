import type { Tokenizer } from '../tokens/tokenizer.ts';

/**
 * All tokens that write bytes, ordered by these, so that tokens with a common beginning are neighbours and one walk over
 * the table tries a beginning once (as a walk over a prefix tree would, without building one).
 */
export class TokenTable {
  readonly #ids: Uint32Array;
  readonly #bytes: readonly Uint8Array[];
  /** Bytes that a token has in common with the one before it. */
  readonly #common: Uint16Array;
  readonly #longest: number;
  readonly #idOfBytes: ReadonlyMap<string, number>;

  /** @param apart ids that are not text */
  constructor(tokenizer: Tokenizer, apart: ReadonlySet<number>) {
    const tokens: { id: number; bytes: Uint8Array }[] = [];
    for (let id = 0; id < tokenizer.size; id += 1) {
      const bytes = tokenizer.bytesOf(id);
      if (bytes.length > 0 && !apart.has(id)) tokens.push({ id, bytes });
    }
    tokens.sort((one, other) => Buffer.compare(one.bytes, other.bytes));
    this.#ids = Uint32Array.from(tokens, ({ id }) => id);
    this.#bytes = tokens.map(({ bytes }) => bytes);
    this.#common = Uint16Array.from(tokens, ({ bytes }, index) =>
      commonLength(bytes, tokens[index - 1]?.bytes ?? noBytes),
    );
    this.#longest = tokens.reduce((most, { bytes }) => Math.max(most, bytes.length), 0);
    this.#idOfBytes = new Map(tokens.map(({ id, bytes }) => [latin1(bytes), id]));
  }

  /** Whether every single byte is a token, so that any text can be written. */
  get isComplete(): boolean {
    return Array.from({ length: 256 }, (_, byte) => byte).every((byte) =>
      this.#idOfBytes.has(String.fromCharCode(byte)),
    );
  }

  /**
   * Follows all tokens from a state at once.
   * @param step the state after a byte, or null where there is none
   * @param found called for each token that can be followed to its end
   */
  walk<State>(
    start: State,
    step: (state: State, byte: number) => State | null,
    found: (id: number, state: State) => void,
  ): void {
    /** The state after each of the last token's bytes, as far as it could be followed. */
    const path: State[] = [start];
    for (let index = 0; index < this.#bytes.length; index += 1) {
      const bytes = this.#bytes[index] ?? noBytes;
      const common = this.#common[index] ?? 0;
      // It shares the byte at which the one before could not be followed.
      if (common >= path.length) continue;
      path.length = common + 1;
      let state = path[common];
      for (let at = common; at < bytes.length && state !== undefined; at += 1) {
        state = step(state, bytes[at] ?? 0) ?? undefined;
        if (state !== undefined) path.push(state);
      }
      if (state !== undefined) found(this.#ids[index] ?? 0, state);
    }
  }

  /** How many tokens write an ASCII text when each is the longest that fits; at most one for each character. */
  countTokens(text: string): number {
    let count = 0;
    for (let at = 0; at < text.length; count += 1) {
      let length = Math.min(this.#longest, text.length - at);
      while (length > 1 && !this.#idOfBytes.has(text.slice(at, at + length))) length -= 1;
      at += length;
    }
    return count;
  }
}

const noBytes = new Uint8Array();
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

function commonLength(one: Uint8Array, other: Uint8Array): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

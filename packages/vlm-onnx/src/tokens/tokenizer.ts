import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { readJson } from '../checkpoint/read-json.ts';

/** Text to tokens and back, for checkpoints with a byte-level BPE, as all Qwen models have. */
export interface Tokenizer {
  /** Special tokens in the text become themselves; nothing is added before or after. */
  encode(text: string): number[];
  /** The bytes of a token, special ones too; none for an id that stands for nothing (vocabularies are padded). */
  bytesOf(id: number): Uint8Array;
  /** The id of a token that stands in the vocabulary as one piece, e.g. `<|im_end|>`. */
  idOf(token: string): number | undefined;
  /** How many ids stand for something: 0 to this − 1. */
  readonly size: number;
  /** Ids that are not made by merging: special tokens, and what was added to the vocabulary. */
  readonly added: ReadonlySet<number>;
}

const fileSchema = z.looseObject({
  model: z.looseObject({ type: z.literal('BPE', 'only byte-level BPE is supported') }),
  decoder: z.looseObject({ type: z.literal('ByteLevel', 'only byte-level BPE is supported') }),
});

/** @throws CheckpointError for a folder without tokenizer.json or tokenizer_config.json, or with another kind of tokenizer */
export async function readTokenizer(folder: string): Promise<Tokenizer> {
  const [file, config] = await Promise.all([
    readJson(folder, 'tokenizer.json', fileSchema),
    readJson(folder, 'tokenizer_config.json', z.looseObject({})),
  ]);
  const tokenizer = new HuggingFaceTokenizer(file, config);
  const added = tokenizer.get_added_tokens_decoder();
  const bytes: Uint8Array[] = [];
  for (const [token, id] of tokenizer.get_vocab(true)) bytes[id] = bytesOfToken(token);
  for (const [id, { content }] of added) bytes[id] = new TextEncoder().encode(content);
  const none = new Uint8Array();
  return {
    encode: (text) => tokenizer.encode(text, { add_special_tokens: false }).ids,
    bytesOf: (id) => bytes[id] ?? none,
    idOf: (token) => tokenizer.token_to_id(token),
    size: bytes.length,
    added: new Set(added.keys()),
  };
}

/**
 * The bytes that the characters of a byte-level BPE's tokens stand for (`bytes_to_unicode` of GPT-2): printable bytes are
 * themselves, the others are U+0100 onwards in their order.
 */
export const byteOfCharacter: ReadonlyMap<string, number> = (() => {
  const map = new Map<string, number>();
  let substitute = 0x100;
  for (let byte = 0; byte < 256; byte += 1) {
    const isItself = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
    map.set(String.fromCodePoint(isItself ? byte : substitute), byte);
    if (!isItself) substitute += 1;
  }
  return map;
})();

/** The bytes of a token as its vocabulary writes it; of one with other characters, as added tokens may be, its UTF-8. */
export function bytesOfToken(token: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) return new TextEncoder().encode(token);
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}

/**
 * Puts tokens together to text as they come. A character whose bytes are spread over tokens waits until its last
 * one; bytes that make no character become U+FFFD, as they do in Hugging Face's decoder.
 */
export class TextWriter {
  readonly #tokenizer: Tokenizer;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #onText: (text: string) => void;
  #text = '';

  constructor(tokenizer: Tokenizer, onText: (text: string) => void) {
    this.#tokenizer = tokenizer;
    this.#onText = onText;
  }

  add(id: number): void {
    this.#emit(this.#decoder.decode(this.#tokenizer.bytesOf(id), { stream: true }));
  }

  /** Gives out the rest, and returns the whole text. */
  finish(): string {
    this.#emit(this.#decoder.decode());
    return this.#text;
  }

  #emit(text: string): void {
    if (text === '') return;
    this.#text += text;
    this.#onText(text);
  }
}

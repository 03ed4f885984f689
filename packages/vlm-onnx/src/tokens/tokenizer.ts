import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { readJson } from '../checkpoint/read-json.ts';
import { bytesOfToken } from './byte-level.ts';

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

/** @throws ModelFailure for a folder without tokenizer.json or tokenizer_config.json, or with another kind of tokenizer */
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

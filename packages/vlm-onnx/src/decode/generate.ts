import { setImmediate } from 'node:timers/promises';
import type { GenerationConfig } from '../checkpoint/generation-config.ts';
import type { Constraint } from '../constraint/answer-grammar.ts';
import type { PreparedImage } from '../image/prepare-image.ts';
import { TextWriter, type Tokenizer } from '../tokens/tokenizer.ts';
import { chooseToken, penaliseRepetition } from './choose-token.ts';
import { randomOf } from './random.ts';
import type { VisionLanguageModel } from './vision-language-model.ts';

/** How an answer is written. */
export interface Decoding {
  /** Most tokens of an answer. */
  maxTokens: number;
  /** 0: always the likeliest token. */
  temperature: number;
  /** Among the likeliest tokens that together have this probability, 0–1. */
  topP: number;
  seed: number;
}

export interface GenerateInput {
  /** The prompt, with an image token for every merged cell. */
  ids: readonly number[];
  image: Pick<PreparedImage, 'patches' | 'grid'>;
  /** Separates the random numbers of this image from those of others with the same seed. */
  key: string;
  decoding: Decoding;
  generation: GenerationConfig;
  /** Keeps the answer within the grammar; null: anything may be written. */
  constraint: Constraint | null;
}

export interface GenerateHooks {
  signal?: AbortSignal | undefined;
  /** Called with each piece of text as it is written, in order. */
  onText?: ((text: string) => void) | undefined;
  /** Called after each piece of work, also where there is no text yet. */
  onProgress?: (() => void) | undefined;
}

export interface Generated {
  /** Without the token that ended the answer. */
  text: string;
  /** The limit of tokens ended the answer. */
  truncated: boolean;
  /** All tokens that were written, including the one that ended the answer. */
  ids: number[];
}

/**
 * Lets a model answer about an image, token by token. Before each token other work of the thread may run; that is when
 * a signal is noticed.
 * @throws the signal's reason when aborted
 */
export async function generate(
  model: VisionLanguageModel,
  tokenizer: Tokenizer,
  input: GenerateInput,
  { signal, onText, onProgress }: GenerateHooks,
): Promise<Generated> {
  const { constraint, decoding, generation } = input;
  const pause = async () => {
    await setImmediate();
    signal?.throwIfAborted();
  };
  await pause();
  const seen = await model.look(input.image);
  onProgress?.();
  await pause();
  let logits = await model.read(input.ids, seen, input.image.grid);
  onProgress?.();

  const sampling = {
    temperature: decoding.temperature,
    topP: decoding.topP,
    topK: generation.topK,
    random: randomOf(decoding.seed, input.key),
  };
  const before = new Set(input.ids);
  const writer = new TextWriter(tokenizer, onText ?? (() => {}));
  const ids: number[] = [];
  while (true) {
    await pause();
    penaliseRepetition(logits, before, generation.repetitionPenalty);
    constraint?.mask(logits, decoding.maxTokens - ids.length);
    const id = chooseToken(logits, sampling);
    ids.push(id);
    before.add(id);
    if (generation.stopTokens.includes(id)) return { text: writer.finish(), truncated: false, ids };
    constraint?.accept(id);
    writer.add(id);
    onProgress?.();
    if (ids.length === decoding.maxTokens) return { text: writer.finish(), truncated: true, ids };
    logits = await model.next(id);
  }
}

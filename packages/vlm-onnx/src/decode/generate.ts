import { setImmediate } from 'node:timers/promises';
import type { GenerationConfig } from '../checkpoint/generation-config.ts';
import type { Constraint } from '../constraint/answer-grammar.ts';
import type { PreparedPicture } from '../image/prepare-image.ts';
import { TextWriter } from '../tokens/text-writer.ts';
import type { Tokenizer } from '../tokens/tokenizer.ts';
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
  picture: Pick<PreparedPicture, 'patches' | 'grid'>;
  /** What tells the picture's random numbers from others' with the same seed. */
  key: string;
  decoding: Decoding;
  generation: GenerationConfig;
  /** Keeps the answer within the grammar; null: anything may be said. */
  constraint: Constraint | null;
}

export interface GenerateHooks {
  signal?: AbortSignal | undefined;
  onText: (text: string) => void;
  /** Called where there is nothing to say yet, but something was done. */
  onProgress: () => void;
}

export interface Generated {
  /** Without the token that ended it. */
  text: string;
  /** The limit of tokens ended it. */
  truncated: boolean;
  /** All that were written, the one that ended it among them. */
  ids: number[];
}

/**
 * Lets a model answer about a picture, token by token. It lets other work of its thread happen before each token: that is
 * when a signal is heard.
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
  const seen = await model.look(input.picture);
  onProgress();
  await pause();
  let logits = await model.read(input.ids, seen, input.picture.grid);
  onProgress();

  const sampling = {
    temperature: decoding.temperature,
    topP: decoding.topP,
    topK: generation.topK,
    random: randomOf(decoding.seed, input.key),
  };
  const before = new Set(input.ids);
  const writer = new TextWriter(tokenizer, onText);
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
    onProgress();
    if (ids.length === decoding.maxTokens) return { text: writer.finish(), truncated: true, ids };
    logits = await model.next(id);
  }
}

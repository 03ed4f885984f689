import type { ImageSize } from '@fakexplain/explanation';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import type { Tokenizer } from '../tokens/tokenizer.ts';
import { startState, step, symbols, type AnswerState } from './answer-state.ts';
import { TokenTable } from './token-table.ts';
import { roomToOpenRegion, tokensToEnd } from './tokens-to-end.ts';

/** The tokens that may follow a state. */
interface Followers {
  ids: Uint32Array;
  /** For each, how many tokens must be left, itself among them, to end in time. */
  needs: Uint32Array;
  /** The least of these. */
  least: number;
}

/** Keeps one answer within the grammar, and within its limit of tokens where that can be. */
export interface Constraint {
  /** Sets the logits of all tokens that may not follow to −∞. `left`: tokens that may yet be written. */
  mask(logits: Float32Array, left: number): void;
  /** Goes on by a token that `mask` left. */
  accept(id: number): void;
}

/** States whose followers are kept; text is in few states, boxes are in many. */
const statesKept = 4_096;

/** The grammar of FakeXplainer (see `step`) in the tokens of one tokenizer. */
export class AnswerGrammar {
  readonly #tokenizer: Tokenizer;
  readonly #table: TokenTable;
  /** The symbol of each token that does not stand for bytes. */
  readonly #symbols: ReadonlyMap<number, number>;
  readonly #counts = new Map<string, number>();
  #followers = new Map<string, Followers>();

  /** @throws CheckpointError for a tokenizer without Qwen's markers */
  constructor(tokenizer: Tokenizer, stopTokens: readonly number[]) {
    const ids = new Map<number, number>(stopTokens.map((id) => [id, symbols.stop]));
    for (const [marker, symbol] of markers) {
      const id = tokenizer.idOf(marker);
      if (id === undefined)
        throw new CheckpointError(`constrained: the tokenizer lacks ${marker}, which the grammar needs`);
      ids.set(id, symbol);
    }
    this.#tokenizer = tokenizer;
    this.#symbols = ids;
    this.#table = new TokenTable(tokenizer, new Set(ids.keys()));
    if (!this.#table.isComplete)
      throw new CheckpointError('constrained: the tokenizer cannot write every byte');
  }

  /** Begins an answer about an image of a size in the space that boxes count. */
  begin(size: ImageSize): Constraint {
    let state = startState;
    return {
      mask: (logits, left) => {
        const { ids, needs, least } = this.#after(state, size);
        const kept = logits.slice();
        logits.fill(-Infinity);
        // Where no token ends in time the answer breaks off; until then it keeps to the grammar.
        const limit = Math.max(left, least);
        for (const [index, id] of ids.entries())
          if ((needs[index] ?? 0) <= limit) logits[id] = kept[id] ?? -Infinity;
      },
      accept: (id) => {
        state = this.#next(state, id, size);
      },
    };
  }

  #next(before: AnswerState, id: number, size: ImageSize): AnswerState {
    const symbol = this.#symbols.get(id);
    if (symbol === symbols.stop) return before;
    let state: AnswerState | null = before;
    for (const byte of symbol === undefined ? this.#tokenizer.bytesOf(id) : [symbol])
      state = state && step(state, byte, size);
    if (!state) throw new RangeError(`the token ${id} cannot follow here`);
    return state;
  }

  #after(state: AnswerState, size: ImageSize): Followers {
    const key = JSON.stringify([state, size.width, size.height]);
    let followers = this.#followers.get(key);
    if (!followers) {
      followers = this.#find(state, size);
      if (this.#followers.size >= statesKept) this.#followers = new Map();
      this.#followers.set(key, followers);
    }
    return followers;
  }

  #find(before: AnswerState, size: ImageSize): Followers {
    const ids: number[] = [];
    const needs: number[] = [];
    // Nearly all tokens of text lead to the same state.
    const known = new Map<AnswerState, number>();
    const add = (id: number, state: AnswerState) => {
      const need =
        known.get(state) ?? 1 + tokensToEnd(state, size, this.#count) + roomToOpenRegion(before, state);
      known.set(state, need);
      ids.push(id);
      needs.push(need);
    };
    this.#table.walk(before, (state, byte) => step(state, byte, size), add);
    for (const [id, symbol] of this.#symbols) {
      const state = symbol === symbols.stop ? null : step(before, symbol, size);
      if (state) add(id, state);
      if (symbol === symbols.stop && before.kind === 'end') {
        ids.push(id);
        needs.push(1);
      }
    }
    return {
      ids: Uint32Array.from(ids),
      needs: Uint32Array.from(needs),
      least: needs.reduce((least, need) => Math.min(least, need), Infinity),
    };
  }

  readonly #count = (text: string): number => {
    let count = this.#counts.get(text);
    if (count === undefined) {
      count = this.#table.countTokens(text);
      this.#counts.set(text, count);
    }
    return count;
  };
}

const markers = [
  ['<|object_ref_start|>', symbols.refStart],
  ['<|object_ref_end|>', symbols.refEnd],
  ['<|box_start|>', symbols.boxStart],
  ['<|box_end|>', symbols.boxEnd],
] as const;

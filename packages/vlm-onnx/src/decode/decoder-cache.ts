import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { TextConfig } from '../checkpoint/model-config.ts';
import { cacheNames, decoderNames } from '../convert/graph-inputs.ts';

/** Keys and values of the tokens so far, from one run of the decoder to the next. */
export interface DecoderCache {
  /** What to give the next run. */
  feeds(): InferenceSession.FeedsType;
  /** Takes what a run of so many tokens gave. */
  take(results: InferenceSession.ReturnType, tokens: number): void;
  /** Forgets all tokens. */
  clear(): void;
}

type Shape = Pick<TextConfig, 'numLayers' | 'numKeyValueHeads' | 'headDim'>;

const names = ({ numLayers }: Shape) =>
  Array.from({ length: numLayers }, (_, layer) => cacheNames(layer)).flatMap(
    ({ pastKey, pastValue, presentKey, presentValue }) => [
      { past: pastKey, present: presentKey },
      { past: pastValue, present: presentValue },
    ],
  );

const emptyPast = ({ numKeyValueHeads, headDim }: Shape) =>
  new Tensor('float32', new Float32Array(), [1, numKeyValueHeads, 0, headDim]);

/** The cache stays on the device: a run's outputs are the next one's inputs as they are. */
export function deviceCache(shape: Shape): DecoderCache {
  const slots = names(shape);
  let past = new Map<string, Tensor>();
  const clear = () => {
    for (const tensor of past.values()) tensor.dispose();
    past = new Map();
  };
  return {
    feeds: () =>
      Object.fromEntries(slots.map((slot) => [slot.past, past.get(slot.past) ?? emptyPast(shape)])),
    take: (results) => {
      clear();
      for (const slot of slots) past.set(slot.past, tensorOf(results, slot.present));
    },
    clear,
  };
}

/** Room is added for so many tokens at a time. */
const roomStep = 64;

/**
 * The cache is in memory of this process, with room for further tokens, and each run's keys and values are written behind
 * those before. So for a token nothing grows and nothing is copied but what is new.
 */
export function memoryCache(shape: Shape): DecoderCache {
  const slots = names(shape);
  const { numKeyValueHeads: heads, headDim } = shape;
  let tokens = 0;
  let room = 0;
  let buffers = slots.map(() => new Float32Array());
  let past: Record<string, Tensor> = {};
  /** Heads lie one after the other, each with all the room. */
  const resize = (to: number) => {
    buffers = buffers.map((old) => {
      const buffer = new Float32Array(heads * to * headDim);
      for (let head = 0; head < heads; head += 1) {
        const start = head * room * headDim;
        buffer.set(old.subarray(start, start + tokens * headDim), head * to * headDim);
      }
      return buffer;
    });
    room = to;
    past = Object.fromEntries(
      slots.map((slot, index) => [
        slot.past,
        new Tensor('float32', buffers[index] ?? new Float32Array(), [1, heads, room, headDim]),
      ]),
    );
  };
  resize(1);
  return {
    feeds: () => ({
      ...past,
      [decoderNames.count]: new Tensor('int64', BigInt64Array.of(BigInt(tokens)), [1]),
    }),
    take: (results, further) => {
      const needed = tokens + further;
      if (needed > room) resize(Math.ceil((needed + 1) / roomStep) * roomStep);
      for (const [index, slot] of slots.entries()) {
        const added = floatsOf(tensorOf(results, slot.present));
        for (let head = 0; head < heads; head += 1)
          buffers[index]?.set(
            added.subarray(head * further * headDim, (head + 1) * further * headDim),
            (head * room + tokens) * headDim,
          );
      }
      tokens = needed;
    },
    clear: () => {
      tokens = 0;
      resize(1);
    },
  };
}

export function tensorOf(results: InferenceSession.ReturnType, name: string): Tensor {
  const value = results[name];
  if (!(value instanceof Tensor)) throw new TypeError(`the graph gave no tensor ${name}`);
  return value;
}

export function floatsOf(tensor: Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array))
    throw new TypeError(`the graph gave ${tensor.type}, not float32`);
  return tensor.data;
}

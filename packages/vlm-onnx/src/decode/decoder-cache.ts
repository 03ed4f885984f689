import { Tensor, type InferenceSession, type OnnxValue } from 'onnxruntime-node';
import type { TextConfig } from '../checkpoint/model-config.ts';
import { cacheNames } from '../convert/graph-inputs.ts';

/** Keys and values of the tokens so far, from one run of the decoder to the next. */
export interface DecoderCache {
  /** What to give a run of `tokens` further tokens, and where its results are to be written. */
  before(tokens: number): { feeds: InferenceSession.FeedsType; fetches: Record<string, OnnxValue | null> };
  /** Takes what the run gave. */
  after(results: InferenceSession.ReturnType): void;
  /** Forgets all tokens. */
  clear(): void;
}

type Shape = Pick<TextConfig, 'numLayers' | 'numKeyValueHeads' | 'headDim'>;

const emptyPast = ({ numKeyValueHeads, headDim }: Shape) =>
  new Tensor('float32', new Float32Array(), [1, numKeyValueHeads, 0, headDim]);

const names = ({ numLayers }: Shape) =>
  Array.from({ length: numLayers }, (_, layer) => cacheNames(layer)).flatMap(
    ({ pastKey, pastValue, presentKey, presentValue }) => [
      { past: pastKey, present: presentKey },
      { past: pastValue, present: presentValue },
    ],
  );

/** The cache stays on the device: a run's outputs are the next one's inputs as they are. */
export function deviceCache(shape: Shape): DecoderCache {
  const slots = names(shape);
  let past = new Map<string, Tensor>();
  const clear = () => {
    for (const tensor of past.values()) tensor.dispose();
    past = new Map();
  };
  return {
    before: () => ({
      feeds: Object.fromEntries(slots.map((slot) => [slot.past, past.get(slot.past) ?? emptyPast(shape)])),
      fetches: Object.fromEntries(slots.map((slot) => [slot.present, null])),
    }),
    after: (results) => {
      clear();
      for (const slot of slots) past.set(slot.past, tensorOf(results, slot.present));
    },
    clear,
  };
}

/**
 * The cache is in memory of this process: two sets of buffers, of which the graph reads one and writes the other, in turn.
 * So nothing is allocated for a token, and nothing copied but what the graph itself puts together.
 */
export function memoryCache(shape: Shape): DecoderCache {
  const slots = names(shape);
  const perToken = shape.numKeyValueHeads * shape.headDim;
  let capacity = 0;
  let buffers: [Float32Array[], Float32Array[]] = [[], []];
  let tokens = 0;
  let growing = 0;
  const view = (buffer: Float32Array | undefined, length: number) =>
    new Tensor('float32', (buffer ?? new Float32Array()).subarray(0, length * perToken), [
      1,
      shape.numKeyValueHeads,
      length,
      shape.headDim,
    ]);
  const allocate = () => slots.map(() => new Float32Array(capacity * perToken));
  return {
    before: (further) => {
      growing = further;
      const needed = tokens + further;
      if (needed > capacity) {
        capacity = Math.max(needed + 256, Math.ceil(capacity * 1.5));
        const kept = buffers[0];
        buffers = [allocate(), allocate()];
        for (const [index, buffer] of buffers[0].entries())
          buffer.set((kept[index] ?? buffer).subarray(0, tokens * perToken));
      }
      const [past, present] = buffers;
      return {
        feeds: Object.fromEntries(
          slots.map((slot, index) => [
            slot.past,
            tokens === 0 ? emptyPast(shape) : view(past[index], tokens),
          ]),
        ),
        fetches: Object.fromEntries(slots.map((slot, index) => [slot.present, view(present[index], needed)])),
      };
    },
    after: () => {
      tokens += growing;
      buffers = [buffers[1], buffers[0]];
    },
    clear: () => {
      tokens = 0;
    },
  };
}

export function tensorOf(results: InferenceSession.ReturnType, name: string): Tensor {
  const value = results[name];
  if (!(value instanceof Tensor)) throw new TypeError(`the graph gave no tensor ${name}`);
  return value;
}

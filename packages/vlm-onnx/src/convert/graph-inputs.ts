import type { VisionConfig } from '../checkpoint/model-config.ts';

/**
 * What the graphs of a converted Qwen2.5-VL take and give. All floating-point inputs and outputs are
 * float32, whatever form the weights have; the batch is always 1; a vision run is of one image.
 *
 * `vision.onnx`, for an image of `rows` × `columns` patches (both multiples of the merge size m), P = rows · columns:
 *
 * | input | type | shape | |
 * |---|---|---|---|
 * | `pixel_values` | float32 | [P, channels · temporal · patch²] | flattened patches as the processor of Hugging Face gives them |
 * | `rotary_cos`, `rotary_sin` | float32 | [P, head_dim / 2] | from `visionInputs` |
 * | `windows` | int64 | [W, L] | the patches of each attention window, padded to L |
 * | `window_mask` | float32 | [W, 1, 1, L] | 0 for a patch, a large negative number for padding |
 * | `window_slots` | int64 | [P] | where a patch stands in the flattened `windows` |
 *
 * gives `image_embeds` float32 [P / m², hidden], in reading order of the merged cells.
 *
 * `embed.onnx`: `input_ids` int64 [1, n] gives `inputs_embeds` float32 [1, n, hidden]. Rows at image tokens are to be
 * replaced by `image_embeds`.
 *
 * `decoder.onnx`: `inputs_embeds` float32 [1, n, hidden], `position_ids` int64 [3, 1, n] (time, height, width), and for
 * each layer i `past.{i}.key`, `past.{i}.value` float32 [1, kv_heads, c, head_dim], of which the first `past_tokens`
 * int64 [1] positions count, gives `logits` float32 [1, 1, vocab] of the last position and `present.{i}.key`,
 * `present.{i}.value` of the n new positions alone. So the cache is room in the memory of who runs the graph, to which new
 * positions are added there: onnxruntime-node copies every output. Token j attends to the past and to tokens 0 … j.
 *
 * `decoder-on-device.onnx`, with the same weights, is for a cache that stays on a device: all c positions count (c may be
 * 0), there is no `past_tokens`, and `present.{i}` have c + n positions.
 *
 * Windows are attended to as a padded batch [W, L], so memory grows linearly with the image in window layers. Blocks
 * with full attention see all P patches at once.
 */
export const graphFiles = {
  vision: 'vision.onnx',
  embed: 'embed.onnx',
  decoder: 'decoder.onnx',
  deviceDecoder: 'decoder-on-device.onnx',
} as const;

export const visionNames = {
  pixels: 'pixel_values',
  cos: 'rotary_cos',
  sin: 'rotary_sin',
  windows: 'windows',
  mask: 'window_mask',
  slots: 'window_slots',
  output: 'image_embeds',
} as const;

export const embedNames = { input: 'input_ids', output: 'inputs_embeds' } as const;

export const decoderNames = {
  embeds: 'inputs_embeds',
  positions: 'position_ids',
  count: 'past_tokens',
  output: 'logits',
} as const;

/** The names of one layer's cache: `past.{i}.key` and `.value` go in, `present.{i}.key` and `.value` come out. */
export function cacheNames(layer: number) {
  return {
    pastKey: `past.${layer}.key`,
    pastValue: `past.${layer}.value`,
    presentKey: `present.${layer}.key`,
    presentValue: `present.${layer}.value`,
  };
}

/** What `new Tensor(type, data, dims)` of onnxruntime takes. */
export type Float32Input = { type: 'float32'; data: Float32Array; dims: number[] };
export type Int64Input = { type: 'int64'; data: BigInt64Array; dims: number[] };

export type VisionInputs = {
  rotary_cos: Float32Input;
  rotary_sin: Float32Input;
  windows: Int64Input;
  window_mask: Float32Input;
  window_slots: Int64Input;
};

/** Height and width of an image in patches, both multiples of the merge size: `image_grid_thw` without its time. */
export type PatchGrid = { rows: number; columns: number };

/** Added to attention scores of padding: the least finite float16, so that it holds in half precision too. */
export const maskedScore = -65504;

/**
 * The inputs of `vision.onnx` other than the pixels: rotary angles and window layout of an image of `grid` patches
 * (`rot_pos_emb` and `get_window_index` of Hugging Face). Patches are in the processor's order: merged cells in reading
 * order, the m × m patches of a cell together.
 *
 * @throws RangeError if a side is not a positive multiple of the merge size
 */
export function visionInputs(grid: PatchGrid, config: VisionConfig): VisionInputs {
  const { spatialMergeSize: merge } = config;
  for (const side of [grid.rows, grid.columns]) {
    if (!Number.isInteger(side) || side <= 0 || side % merge !== 0)
      throw new RangeError(
        `An image of ${grid.rows} × ${grid.columns} patches: both must be multiples of ${merge}`,
      );
  }
  return { ...rotary(grid, config), ...windowLayout(grid, config) };
}

function rotary(
  grid: PatchGrid,
  { spatialMergeSize: merge, hiddenSize, numHeads }: VisionConfig,
): Pick<VisionInputs, 'rotary_cos' | 'rotary_sin'> {
  const half = hiddenSize / numHeads / 2;
  const frequencies = rotaryFrequencies(half, 10_000);
  const patches = grid.rows * grid.columns;
  const cos = new Float32Array(patches * half);
  const sin = new Float32Array(patches * half);
  const cellColumns = grid.columns / merge;
  for (let patch = 0; patch < patches; patch++) {
    const cell = Math.floor(patch / (merge * merge));
    const inCell = patch % (merge * merge);
    const row = Math.floor(cell / cellColumns) * merge + Math.floor(inCell / merge);
    const column = (cell % cellColumns) * merge + (inCell % merge);
    frequencies.forEach((frequency, i) => {
      for (const [place, position] of [
        [i, row],
        [frequencies.length + i, column],
      ] as const) {
        const angle = Math.fround(position * frequency);
        cos[patch * half + place] = Math.cos(angle);
        sin[patch * half + place] = Math.sin(angle);
      }
    });
  }
  return {
    rotary_cos: { type: 'float32', data: cos, dims: [patches, half] },
    rotary_sin: { type: 'float32', data: sin, dims: [patches, half] },
  };
}

/** `1 / theta^(2i / size)` for i < size / 2, rounded to float32 at the steps where PyTorch rounds. */
export function rotaryFrequencies(size: number, theta: number): Float32Array {
  return Float32Array.from({ length: size / 2 }, (_, i) => {
    const power = Math.fround(theta ** Math.fround((2 * i) / size));
    return 1 / power;
  });
}

function windowLayout(
  grid: PatchGrid,
  config: VisionConfig,
): Pick<VisionInputs, 'windows' | 'window_mask' | 'window_slots'> {
  const merge = config.spatialMergeSize;
  const unit = merge * merge;
  const side = Math.floor(Math.floor(config.windowSize / merge) / config.patchSize);
  const rows = grid.rows / merge;
  const columns = grid.columns / merge;
  const windows = Math.ceil(rows / side) * Math.ceil(columns / side);
  const length = Math.min(side, rows) * Math.min(side, columns) * unit;
  const members = new BigInt64Array(windows * length);
  const mask = new Float32Array(windows * length).fill(maskedScore);
  const slots = new BigInt64Array(rows * columns * unit);
  let start = 0;
  for (let top = 0; top < rows; top += side) {
    for (let left = 0; left < columns; left += side) {
      let slot = start;
      for (let row = top; row < Math.min(top + side, rows); row++) {
        for (let column = left; column < Math.min(left + side, columns); column++) {
          for (let patch = (row * columns + column) * unit, last = patch + unit; patch < last; patch++) {
            members[slot] = BigInt(patch);
            mask[slot] = 0;
            slots[patch] = BigInt(slot++);
          }
        }
      }
      start += length;
    }
  }
  return {
    windows: { type: 'int64', data: members, dims: [windows, length] },
    window_mask: { type: 'float32', data: mask, dims: [windows, 1, 1, length] },
    window_slots: { type: 'int64', data: slots, dims: [slots.length] },
  };
}

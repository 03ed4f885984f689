import type { VisionConfig } from '../checkpoint/model-config.ts';
import { visionNames } from './graph-inputs.ts';
import type { Graph } from './graph-builder.ts';
import type { DataFile } from './data-file.ts';
import { ModelGraph } from './model-graph.ts';

/** Fixed in transformers' implementation, not in config.json. */
const epsilon = 1e-6;

type Form = 'float32' | 'float16';

/**
 * The vision tower with its merger: `pixel_values` to `image_embeds` (see graph-inputs.ts). Patches keep their order
 * throughout; blocks with window attention gather them into windows and put them back.
 *
 * @param prefix of the tower's tensors in the checkpoint, with its dot
 */
export function visionGraph(config: VisionConfig, prefix: string, form: Form, data: DataFile): Graph {
  const model = new ModelGraph('vision', data);
  const { builder } = model;
  const { hiddenSize: size, numHeads, patchSize, temporalPatchSize } = config;
  const patch = config.inChannels * temporalPatchSize * patchSize * patchSize;
  const half = size / numHeads / 2;

  const pixels = builder.input(visionNames.pixels, 'float32', ['patches', patch]);
  const cos = builder.input(visionNames.cos, 'float32', ['patches', half]);
  const sin = builder.input(visionNames.sin, 'float32', ['patches', half]);
  const windows = builder.input(visionNames.windows, 'int64', ['windows', 'window_patches']);
  const mask = builder.input(visionNames.mask, 'float32', ['windows', 1, 1, 'window_patches']);
  const slots = builder.input(visionNames.slots, 'int64', ['patches']);
  const bias = windowBias(model, windows, mask);

  const kernel = {
    tensor: `${prefix}patch_embed.proj.weight`,
    shape: [size, config.inChannels, temporalPatchSize, patchSize, patchSize],
  };
  const embedding = builder.reshape(model.weight(kernel.tensor, [kernel], form), [size, patch]);
  let x = builder.node('Gemm', [pixels, embedding], { transB: 1 });

  for (let i = 0; i < config.depth; i++) {
    const block = `${prefix}blocks.${i}`;
    const normed = model.rmsNorm(x, `${block}.norm1`, size, epsilon);
    const qkv = model.linear(normed, [{ prefix: `${block}.attn.qkv`, size: 3 * size }], size, form, {
      bias: true,
    });
    const [qk = '', flatValue = ''] = builder.split(qkv, 1, [2 * size, size]);
    const turned = model.rotate(builder.reshape(qk, [1, -1, 2 * size]), cos, sin);
    const [query = '', key = ''] = builder.split(turned, 2, [size, size]);
    const value = builder.reshape(flatValue, [1, -1, size]);

    let attended: string;
    if (config.fullAttentionBlocks.includes(i)) {
      attended = builder.reshape(model.attention(query, key, value, numHeads), [-1, size]);
    } else {
      const gathered = [query, key, value].map((all) =>
        builder.node('Gather', [builder.reshape(all, [-1, size]), windows], { axis: 0 }),
      );
      const [q = '', k = '', v = ''] = gathered;
      const inWindows = builder.reshape(model.attention(q, k, v, numHeads, bias), [-1, size]);
      attended = builder.node('Gather', [inWindows, slots], { axis: 0 });
    }
    const projection = [{ prefix: `${block}.attn.proj`, size }];
    x = builder.node('Add', [x, model.linear(attended, projection, size, form, { bias: true })]);
    const second = model.rmsNorm(x, `${block}.norm2`, size, epsilon);
    x = builder.node('Add', [
      x,
      model.swiglu(second, `${block}.mlp`, size, config.intermediateSize, form, true),
    ]);
  }

  const embeds = merger(model, x, config, `${prefix}merger`, form);
  builder.output(visionNames.output, embeds, 'float32', ['cells', config.outHiddenSize]);
  return builder.graph;
}

/** The mask of keys [windows, 1, 1, L] repeated for each query: [windows, 1, L, L]. */
function windowBias({ builder }: ModelGraph, windows: string, mask: string): string {
  const count = builder.node('Shape', [windows], { start: 0, end: 1 });
  const length = builder.node('Shape', [windows], { start: 1, end: 2 });
  const shape = builder.node('Concat', [count, builder.ints([1]), length, length], { axis: 0 });
  return builder.node('Expand', [mask, shape]);
}

function merger(model: ModelGraph, x: string, config: VisionConfig, prefix: string, form: Form): string {
  const { builder } = model;
  const wide = config.hiddenSize * config.spatialMergeSize ** 2;
  const normed = model.rmsNorm(x, `${prefix}.ln_q`, config.hiddenSize, epsilon);
  const cells = builder.reshape(normed, [-1, wide]);
  const inner = model.linear(cells, [{ prefix: `${prefix}.mlp.0`, size: wide }], wide, form, { bias: true });
  const activated = gelu(model, inner);
  const last = [{ prefix: `${prefix}.mlp.2`, size: config.outHiddenSize }];
  return model.linear(activated, last, wide, form, { bias: true });
}

/** x / 2 · (1 + erf(x / √2)) */
function gelu({ builder }: ModelGraph, x: string): string {
  const erf = builder.node('Erf', [builder.node('Div', [x, builder.floats([Math.SQRT2])])]);
  const doubled = builder.node('Mul', [x, builder.node('Add', [erf, builder.floats([1])])]);
  return builder.node('Mul', [doubled, builder.floats([0.5])]);
}

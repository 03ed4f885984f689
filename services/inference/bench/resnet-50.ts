import { encodeModel } from '../../../packages/vlm-onnx/src/convert/encode-model.ts';
import { GraphBuilder } from '../../../packages/vlm-onnx/src/convert/graph-builder.ts';

/** Small and the same in every run: a linear congruence, spread so that layers neither die out nor explode. */
function weights(count: number, fanIn: number, seed: number): Float32Array {
  const values = new Float32Array(count);
  const spread = Math.sqrt(6 / fanIn);
  let state = seed;
  for (let place = 0; place < count; place += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[place] = (state / 2 ** 31) * spread;
  }
  return values;
}

/** A ResNet-50 with random weights and one logit, batch norms folded into the convolutions, as the bytes of an ONNX file. */
export function encodeResnet50(): Uint8Array {
  const builder = new GraphBuilder('resnet-50');
  let seed = 0;
  const parameter = (dims: number[], fanIn: number): string => {
    seed += 1;
    const values = weights(
      dims.reduce((product, side) => product * side, 1),
      fanIn,
      seed,
    );
    const data = new Uint8Array(values.buffer);
    return builder.initializer({ name: `weight.${seed}`, type: 'float32', dims, data });
  };
  const convolve = (
    from: string,
    [channels, wanted]: [number, number],
    kernel: number,
    stride = 1,
  ): string => {
    const fanIn = channels * kernel * kernel;
    const inputs = [from, parameter([wanted, channels, kernel, kernel], fanIn), parameter([wanted], 1e6)];
    const pad = (kernel - 1) / 2;
    return builder.node('Conv', inputs, {
      kernel_shape: [kernel, kernel],
      strides: [stride, stride],
      pads: [pad, pad, pad, pad],
    });
  };
  const relu = (from: string): string => builder.node('Relu', [from]);

  let x = builder.input('input', 'float32', ['n', 3, 224, 224]);
  x = relu(convolve(x, [3, 64], 7, 2));
  x = builder.node('MaxPool', [x], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  let channels = 64;
  for (const [stage, blocks] of [3, 4, 6, 3].entries()) {
    const width = 64 * 2 ** stage;
    for (let block = 0; block < blocks; block += 1) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      const inner = relu(convolve(relu(convolve(x, [channels, width], 1)), [width, width], 3, stride));
      const shortcut = block === 0 ? convolve(x, [channels, 4 * width], 1, stride) : x;
      const sum = builder.node('Add', [convolve(inner, [width, 4 * width], 1), shortcut]);
      // Halved, since random blocks would double the variance each.
      x = relu(builder.node('Mul', [sum, builder.floats([0.5])]));
      channels = 4 * width;
    }
  }
  const pooled = builder.node('Flatten', [builder.node('GlobalAveragePool', [x])]);
  const logit = builder.node('MatMul', [pooled, parameter([channels, 1], channels)]);
  builder.output('logit', logit, 'float32', ['n', 1]);
  return encodeModel(builder.graph, { name: 'fakexplain-bench', version: '1' });
}

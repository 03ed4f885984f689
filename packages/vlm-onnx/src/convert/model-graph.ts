import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import { GraphBuilder, dataTypes } from './graph-builder.ts';
import type { BlockFormat } from './block-quantise.ts';
import type { DataFile, Source, WeightForm } from './data-file.ts';

const microsoft = { domain: 'com.microsoft' };

/**
 * The `accuracy_level` of MatMulNBits that rounds each block of the input to 8 bits and multiplies whole numbers. Without it
 * onnxruntime unpacks 8-bit weights to float32 for every token, which takes several times as long as weights in float32.
 */
const products8Bit = 4;

/**
 * The layers Qwen2.5-VL is made of, on rows [n, size] in float32. Weights stay as the checkpoint has them,
 * [out, in], so that they are copied without being turned.
 */
export class ModelGraph {
  readonly builder: GraphBuilder;
  readonly #data: DataFile;

  constructor(name: string, data: DataFile) {
    this.builder = new GraphBuilder(name);
    this.#data = data;
  }

  /**
   * A weight of the checkpoint as an initializer in float32 or float16, as it is stored.
   *
   * @param data the file that holds it; this graph's own unless given
   */
  stored(name: string, sources: Source[], form: 'float32' | 'float16', data = this.#data): string {
    const { offset, length } = data.place(sources, form).numbers;
    const dims = stackedShape(sources);
    return this.builder.initializer({
      name,
      type: form,
      dims,
      data: { location: data.location, offset, length },
    });
  }

  /** As `stored`, as float32 numbers to compute with. */
  weight(name: string, sources: Source[], form: 'float32' | 'float16', data = this.#data): string {
    const value = this.stored(name, sources, form, data);
    return form === 'float32' ? value : this.builder.node('Cast', [value], { to: dataTypes.float32 });
  }

  /**
   * x · Wᵀ + b for one or several linear layers of the same input at once: their outputs lie side by side.
   *
   * @param layers prefixes of the tensors `.weight` and, if `bias`, `.bias`, each with its output's size
   */
  linear(
    x: string,
    layers: { prefix: string; size: number }[],
    columns: number,
    form: WeightForm,
    { bias = false, shared }: { bias?: boolean; shared?: { sources: Source[]; data: DataFile } } = {},
  ): string {
    const name = layers.map(({ prefix }) => prefix).join('+');
    const sources =
      shared?.sources ??
      layers.map(({ prefix, size }) => ({ tensor: `${prefix}.weight`, shape: [size, columns] }));
    const biases = layers.map(({ prefix, size }) => ({ tensor: `${prefix}.bias`, shape: [size] }));
    const added = bias ? [this.weight(`${name}.bias`, biases, 'float32')] : [];
    if (typeof form === 'string') {
      const weight = this.weight(`${name}.weight`, sources, form, shared?.data);
      return this.builder.node('Gemm', [x, weight, ...added], { transB: 1 });
    }
    const product = this.#blockLinear(x, name, sources, columns, form);
    return added.length === 0 ? product : this.builder.node('Add', [product, ...added]);
  }

  #blockLinear(x: string, name: string, sources: Source[], columns: number, form: BlockFormat): string {
    if (columns % form.blockSize !== 0)
      throw new CheckpointError(
        `${name}: rows of ${columns} numbers cannot be cut into blocks of ${form.blockSize}; choose a smaller block`,
      );
    const { numbers, scales, zeroPoints } = this.#data.place(sources, form);
    const [rows = 0] = stackedShape(sources);
    const blocks = columns / form.blockSize;
    const { location } = this.#data;
    const inputs = [
      x,
      this.builder.initializer({
        name: `${name}.packed`,
        type: 'uint8',
        dims: [rows, blocks, (form.blockSize * form.bits) / 8],
        data: { location, ...numbers },
      }),
      this.builder.initializer({
        name: `${name}.scales`,
        type: 'float32',
        dims: [rows * blocks],
        data: { location, ...scales },
      }),
    ];
    if (form.zeroPoints)
      inputs.push(
        this.builder.initializer({
          name: `${name}.zero_points`,
          type: 'uint8',
          dims: [zeroPoints.length],
          data: { location, ...zeroPoints },
        }),
      );
    const attributes = {
      K: columns,
      N: rows,
      bits: form.bits,
      block_size: form.blockSize,
      accuracy_level: products8Bit,
    };
    return this.builder.node('MatMulNBits', inputs, attributes, microsoft);
  }

  rmsNorm(x: string, prefix: string, size: number, epsilon: number): string {
    const scale = this.weight(`${prefix}.weight`, [{ tensor: `${prefix}.weight`, shape: [size] }], 'float32');
    const attributes = { axis: -1, epsilon: { float: epsilon }, stash_type: 1 };
    return this.builder.node('SimplifiedLayerNormalization', [x, scale], attributes);
  }

  /** down(silu(gate(x)) · up(x)) */
  swiglu(x: string, prefix: string, size: number, inner: number, form: WeightForm, bias: boolean): string {
    const both = this.linear(
      x,
      [
        { prefix: `${prefix}.gate_proj`, size: inner },
        { prefix: `${prefix}.up_proj`, size: inner },
      ],
      size,
      form,
      { bias },
    );
    const [gate = '', up = ''] = this.builder.split(both, 1, [inner, inner]);
    const silu = this.builder.node('Mul', [gate, this.builder.node('Sigmoid', [gate])]);
    const gated = this.builder.node('Mul', [silu, up]);
    return this.linear(gated, [{ prefix: `${prefix}.down_proj`, size }], inner, form, { bias });
  }

  /**
   * Turns the heads of [1, n, heads · headDim] by angles whose cosines and sines are [n, headDim / 2]; number i of a
   * head is paired with number i + headDim / 2.
   */
  rotate(x: string, cos: string, sin: string): string {
    return this.builder.node('RotaryEmbedding', [x, this.builder.ints([0]), cos, sin], {}, microsoft);
  }

  /** Attention of [batch, n, size] to keys and values of that shape; `bias` [batch, 1, n, n] is added to the scores. */
  attention(query: string, key: string, value: string, heads: number, bias?: string): string {
    const inputs = [query, key, value, ...(bias === undefined ? [] : ['', '', bias])];
    return this.builder.node('MultiHeadAttention', inputs, { num_heads: heads }, microsoft);
  }
}

function stackedShape(sources: readonly Source[]): number[] {
  const rows = sources.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  return [rows, ...(sources[0]?.shape.slice(1) ?? [])];
}

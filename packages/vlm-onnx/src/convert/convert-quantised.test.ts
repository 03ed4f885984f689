import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parseConfig } from '../checkpoint/model-config.ts';
import { convertCheckpoint } from './convert-checkpoint.ts';
import { dequantise } from '../testing/dequantise.ts';
import golden from '../golden/model-outputs.json' with { type: 'json' };
import { openModel } from '../testing/run-model.ts';
import { tensorValues, uniform, writeCheckpoint, type Shapes } from '../testing/tiny-checkpoint.ts';
import { quantiseRows, type BlockFormat } from './block-quantise.ts';
import { graphFiles } from './graph-inputs.ts';

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convert-quantised-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const isQuantised = (name: string, shape: number[]) =>
  shape.length === 2 && !name.startsWith('visual.') && !name.includes('embed_tokens');

/**
 * A copy of converted graphs whose MatMulNBits multiply in float32: `accuracy_level` is 1 in place of 4, in the bytes of
 * ONNX's AttributeProto (name, then field 3, `i`, as a varint).
 */
async function withExactProducts(converted: string): Promise<string> {
  const copy = `${converted}-exact`;
  await cp(converted, copy, { recursive: true });
  const file = join(copy, graphFiles.deviceDecoder);
  const graph = await readFile(file);
  const attribute = Buffer.from('accuracy_level\x18\x04');
  let count = 0;
  for (let at = 0; (at = graph.indexOf(attribute, at)) !== -1; at += attribute.length, count += 1)
    graph[at + attribute.length - 1] = 1;
  expect(count).toBeGreaterThan(0);
  await writeFile(file, graph);
  return copy;
}

/** Cosine of the angle between two lists of numbers. */
function cosine(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
  return dot(one, other) / Math.sqrt(dot(one, one) * dot(other, other));
}

/** Greedy tokens of the model's first case, and the logits of the prompt. */
async function answer(converted: string, name: 'windows' | '3b', config: unknown) {
  const sizes = parseConfig(config, name);
  const [expected] = golden[name].cases;
  const [grid] = expected?.grids ?? [];
  if (!expected || !grid) throw new Error('no case');
  const size = sizes.vision.patchSize ** 2 * sizes.vision.temporalPatchSize * 3;
  const pixels = uniform('quantised.pixels', grid.rows * grid.columns * size, 2);
  const model = await openModel(converted, sizes);
  const image = await model.embedImage({ ...grid, pixels });
  const result = await model.greedy(expected.inputIds, expected.positions, [image], 24);
  await model.close();
  return result;
}

test.each([
  { name: 'windows', weights: 'int4', blockSize: 32, zeroPoints: false },
  { name: 'windows', weights: 'int4', blockSize: 16, zeroPoints: true },
  { name: '3b', weights: 'int4', blockSize: 32, zeroPoints: true },
  { name: '3b', weights: 'int8', blockSize: 32, zeroPoints: false },
  { name: 'windows', weights: 'int8', blockSize: 16, zeroPoints: true },
] as const)(
  '$name in $weights, blocks of $blockSize, zero points $zeroPoints: as float32 with the rounded weights',
  async ({ name, weights, blockSize, zeroPoints }) => {
    const { config, shapes } = golden[name];
    const checkpoint: { config: unknown; shapes: Shapes } = { config, shapes };
    const source = join(folder, `${name}-${weights}-${blockSize}-${zeroPoints}`);
    await writeCheckpoint(source, checkpoint);
    const out = `${source}.onnx`;
    await convertCheckpoint({ folder: source, out, weights, blockSize, zeroPoints });

    // Both models tie lm_head to the word embeddings, which are quantised as lm_head only: the twin has its own lm_head.
    const format: BlockFormat = { bits: weights === 'int4' ? 4 : 8, blockSize, zeroPoints };
    const [vocabulary = 0, hidden = 0] = checkpoint.shapes['model.embed_tokens.weight'] ?? [];
    const twin = {
      config: untied(config),
      shapes: { ...checkpoint.shapes, 'lm_head.weight': [vocabulary, hidden] },
    };
    await writeCheckpoint(`${source}-twin`, twin, {
      values: (tensor, shape) => {
        const values = tensorValues(
          tensor === 'lm_head.weight' ? 'model.embed_tokens.weight' : tensor,
          shape,
        );
        const columns = shape[1] ?? 1;
        return isQuantised(tensor, [...shape])
          ? dequantise(quantiseRows(values, columns, format), columns, format)
          : values;
      },
    });
    const twinOut = `${source}-twin.onnx`;
    await convertCheckpoint({
      folder: `${source}-twin`,
      out: twinOut,
      weights: 'float32',
      blockSize,
      zeroPoints,
    });

    const quantised = await answer(await withExactProducts(out), name, config);
    const expected = await answer(twinOut, name, twin.config);
    const worst = quantised.logits.map((logits, i) =>
      Math.max(...logits.map((value, k) => Math.abs(value - (expected.logits[i]?.[k] ?? NaN)))),
    );
    expect(Math.max(...worst)).toBeLessThan(1e-4);
    expect(quantised.tokens).toEqual(expected.tokens);

    // As they are, the graphs round the input of each product too, to 8 bits.
    const { logits } = await answer(out, name, config);
    const [rounded, exact] = [logits[0] ?? [], expected.logits[0] ?? []];
    expect(cosine(rounded, exact)).toBeGreaterThan(0.999);
    expect(cosine(rounded, exact)).toBeLessThan(0.999_999);
  },
);

function untied(config: object): unknown {
  const text = 'text_config' in config && typeof config.text_config === 'object' ? config.text_config : null;
  return {
    ...config,
    tie_word_embeddings: false,
    ...(text && { text_config: { ...text, tie_word_embeddings: false } }),
  };
}

test('refuses blocks that do not divide the rows, naming the layer', async () => {
  const source = join(folder, 'indivisible');
  await writeCheckpoint(source, golden.windows);
  await expect(
    convertCheckpoint({
      folder: source,
      out: `${source}.onnx`,
      weights: 'int4',
      blockSize: 128,
      zeroPoints: false,
    }),
  ).rejects.toThrow(/q_proj.*rows of 64 numbers cannot be cut into blocks of 128/);
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseConfig } from '../checkpoint/model-config.ts';
import { convertCheckpoint } from './convert-checkpoint.ts';
import golden from '../golden/model-outputs.json' with { type: 'json' };
import { floats, openModel } from '../testing/run-model.ts';
import { uniform, writeCheckpoint, type Shapes } from '../testing/tiny-checkpoint.ts';

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convert-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const plain = { blockSize: 32, zeroPoints: false } as const;
const forms = [
  { model: '3b', type: 'F32', shards: 1, weights: 'float32' },
  { model: '3b', type: 'BF16', shards: 3, weights: 'float16' },
  { model: '7b', type: 'BF16', shards: 2, weights: 'float32' },
  { model: '7b', type: 'F16', shards: 1, weights: 'float16' },
  { model: 'heads', type: 'BF16', shards: 1, weights: 'float16' },
  { model: 'windows', type: 'F16', shards: 4, weights: 'float32' },
] as const;

describe.each(forms)(
  '$model from $type in $shards file(s) to $weights',
  ({ model: name, type, shards, weights }) => {
    const { config, shapes, cases } = golden[name];
    const sizes = parseConfig(config, name);

    test('embeddings, logits and every token are those of transformers', async () => {
      const source = join(folder, `${name}-${type}-${shards}`);
      const out = join(folder, `${name}-${weights}-${type}.onnx`);
      await writeCheckpoint(source, { config, shapes: shapes satisfies Shapes }, { type, shards });
      await convertCheckpoint({ folder: source, out, weights, ...plain });
      const model = await openModel(out, sizes);
      for (const expected of cases) {
        const images = [];
        for (const [i, { rows, columns }] of expected.grids.entries()) {
          const size = sizes.vision.patchSize ** 2 * sizes.vision.temporalPatchSize * 3;
          const pixels = uniform(`${name}.pixels.${rows}x${columns}`, rows * columns * size, 2);
          const image = await model.embedImage({ rows, columns, pixels });
          const { shape, samples } = expected.embeds[i] ?? { shape: [], samples: [] };
          expect(image.dims).toEqual(shape);
          const numbers = floats(image);
          expectClose(
            samples.map(
              (_, k) => numbers[Math.floor((k * (numbers.length - 1)) / (samples.length - 1))] ?? NaN,
            ),
            samples,
          );
          images.push(image);
        }
        const { tokens, logits } = await model.greedy(
          expected.inputIds,
          expected.positions,
          images,
          expected.tokens.length,
        );
        expectClose(logits[0] ?? [], expected.firstLogits);
        expectClose(logits.at(-1) ?? [], expected.lastLogits);
        expect(tokens).toEqual(expected.tokens);
      }
      await model.close();
    });
  },
);

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - (actual[i] ?? NaN))));
  expect(worst).toBeLessThan(1e-4);
}

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import { convertCheckpoint } from './convert-checkpoint.ts';
import golden from '../golden/model-outputs.json' with { type: 'json' };
import { tensorValues, writeCheckpoint, type Shapes } from '../testing/tiny-checkpoint.ts';

vi.setConfig({ testTimeout: 120_000 });

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convert-refusals-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const { config } = golden.windows;
const shapes: Shapes = golden.windows.shapes;

async function refusal(weights: 'float32' | 'float16' = 'float32'): Promise<string> {
  const folder = join(root, 'checkpoint');
  const options = { folder, out: join(root, 'out'), weights, blockSize: 32, zeroPoints: false } as const;
  const error = await convertCheckpoint(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(CheckpointError);
  expect(await readdir(root)).toEqual(['checkpoint']);
  return error instanceof Error ? error.message : '';
}

const folder = () => join(root, 'checkpoint');

test('another architecture', async () => {
  await writeCheckpoint(folder(), { config: { ...config, model_type: 'llava' }, shapes });
  expect(await refusal()).toContain('only Qwen2.5-VL');
});

test('tensors of something else', async () => {
  await writeCheckpoint(folder(), { config, shapes: { 'bert.weight': [2, 2] } });
  expect(await refusal()).toContain('is it a Qwen2.5-VL?');
});

test('a tensor that is missing', async () => {
  const { 'model.layers.1.mlp.up_proj.weight': _, ...rest } = shapes;
  await writeCheckpoint(folder(), { config, shapes: rest });
  expect(await refusal()).toContain('lacks the tensor model.layers.1.mlp.up_proj.weight');
});

test('untied embeddings without lm_head', async () => {
  const text_config = { ...config.text_config, tie_word_embeddings: false };
  await writeCheckpoint(folder(), { config: { ...config, text_config }, shapes });
  expect(await refusal()).toContain('lacks the tensor lm_head.weight');
});

test('a configuration of another size', async () => {
  await writeCheckpoint(folder(), {
    config: { ...config, text_config: { ...config.text_config, intermediate_size: 97 } },
    shapes,
  });
  expect(await refusal()).toMatch(/gate_proj\.weight: its shape is \[96, 64\].*\[97, 64\]/);
});

test('numbers that float16 cannot hold, while writing', async () => {
  const large = 'model.layers.1.mlp.down_proj.weight';
  await writeCheckpoint(
    folder(),
    { config, shapes },
    { values: (name, shape) => tensorValues(name, shape).map((value) => (name === large ? 1e6 : value)) },
  );
  expect(await refusal('float16')).toBe(
    `Tensor ${large}: 1000000 does not fit into float16; choose the weights float32`,
  );
});

test('config.json that is not JSON', async () => {
  await writeCheckpoint(folder(), { config, shapes });
  await writeFile(join(folder(), 'config.json'), '{');
  expect(await refusal()).toContain('config.json cannot be read');
});

test('modules named as newer versions of transformers name them are found', async () => {
  const renamed = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [
      name.startsWith('visual.') ? `model.${name}` : name.replace('model.', 'model.language_model.'),
      shape,
    ]),
  );
  await writeCheckpoint(folder(), { config, shapes: renamed });
  const out = join(root, 'out');
  await convertCheckpoint({ folder: folder(), out, weights: 'float32', blockSize: 32, zeroPoints: false });
  expect(await readdir(out)).toContain('conversion.json');
});

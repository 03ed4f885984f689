import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { encodeModel } from './encode-model.ts';
import { GraphBuilder } from './graph-builder.ts';

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'encode-model-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const producer = { name: 'test', version: '1' };

test('ONNX Runtime reads every kind of attribute, constant and shape', async () => {
  const builder = new GraphBuilder('kinds');
  const x = builder.input('x', 'float32', ['rows', 4]);
  const [left = '', right = ''] = builder.split(x, 1, [3, 1]);
  const turned = builder.node('Transpose', [builder.reshape(left, [-1, 3])], { perm: [1, 0] });
  const leaky = builder.node('LeakyRelu', [turned], { alpha: { float: 0.5 } });
  const scaled = builder.node('Mul', [leaky, builder.floats([1, 10, 100], [3, 1])]);
  const last = builder.node('Squeeze', [right, builder.ints([1])]);
  builder.output('y', builder.node('Add', [scaled, last]), 'float32', [3, 'rows']);

  const session = await InferenceSession.create(encodeModel(builder.graph, producer));
  expect(session.inputMetadata).toMatchObject([{ name: 'x', type: 'float32', shape: ['rows', 4] }]);
  expect(session.outputMetadata).toMatchObject([{ name: 'y', type: 'float32', shape: [3, 'rows'] }]);
  const feeds = { x: new Tensor('float32', Float32Array.of(1, -2, 3, 0.25, 4, 5, -6, 0.5), [2, 4]) };
  const { y } = await session.run(feeds);
  expect(y?.dims).toEqual([3, 2]);
  expect([...(y?.data ?? [])]).toEqual([1.25, 4.5, -9.75, 50.5, 300.25, -299.5]);
  await session.release();
});

test.each([2 ** 31 - 16, 2 ** 31 + 4096, 2 ** 32 + 64])('reads external data at byte %i', async (offset) => {
  const file = `far-${offset}.data`;
  const values = Float32Array.of(1.5, -2.5, 3.5, 4.5);
  // The file has a hole up to the numbers, so that it takes no room.
  await using handle = await open(join(folder, file), 'w');
  await handle.write(new Uint8Array(values.buffer), 0, 16, offset);

  const builder = new GraphBuilder('far');
  const x = builder.input('x', 'float32', [4]);
  const data = { location: file, offset, length: 16 };
  const weight = builder.initializer({ name: 'weight', type: 'float32', dims: [4], data });
  builder.output('y', builder.node('Add', [x, weight]), 'float32', [4]);
  const model = join(folder, `far-${offset}.onnx`);
  await writeFile(model, encodeModel(builder.graph, producer));

  const session = await InferenceSession.create(model);
  const { y } = await session.run({ x: new Tensor('float32', new Float32Array(4), [4]) });
  expect([...(y?.data ?? [])]).toEqual([...values]);
  await session.release();
});

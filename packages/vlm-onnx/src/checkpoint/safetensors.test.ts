import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CheckpointError } from './checkpoint-error.ts';
import { safetensors, writeCheckpoint } from '../testing/tiny-checkpoint.ts';
import { Checkpoint } from './safetensors.ts';

vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safetensors-'));
  file = join(folder, 'model.safetensors');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function readAll(name: string, shape: number[]): Promise<{ values: number[]; chunks: number[] }> {
  await using checkpoint = await Checkpoint.open(folder);
  const values: number[] = [];
  const chunks: number[] = [];
  for await (const chunk of checkpoint.read(name, shape)) {
    for (const value of chunk) values.push(value);
    chunks.push(chunk.length);
  }
  return { values, chunks };
}

async function refusal(act: () => Promise<unknown>): Promise<string> {
  const error = await act().then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return error instanceof Error ? error.message : '';
}

test.each(['F32', 'F16', 'BF16'] as const)('reads tensors of %s', async (type) => {
  const values = Float32Array.of(1, -0.5, 0, 1.9921875, -128, 0.25);
  const tensors = [
    { name: 'a', shape: [3], values: values.subarray(0, 3) },
    { name: 'b', shape: [2, 3], values },
  ];
  await writeFile(file, safetensors(tensors, type));
  expect((await readAll('b', [2, 3])).values).toEqual([...values]);
  expect((await readAll('a', [3])).values).toEqual([...values.subarray(0, 3)]);
});

test('reads shards by their index', async () => {
  await writeCheckpoint(folder, { config: {}, shapes: { a: [4], b: [2, 2], c: [3] } }, { shards: 2 });
  await using checkpoint = await Checkpoint.open(folder);
  expect(['a', 'b', 'c', 'd'].map((name) => checkpoint.has(name))).toEqual([true, true, true, false]);
});

test('gives large tensors in whole rows', async () => {
  const columns = 3000;
  const values = new Float32Array(1500 * columns).map((_, i) => i % 1021);
  await writeFile(file, safetensors([{ name: 'large', shape: [1500, columns], values }], 'F32'));
  const read = await readAll('large', [1500, columns]);
  expect(read.chunks.length).toBeGreaterThan(1);
  expect(read.chunks.every((length) => length % columns === 0)).toBe(true);
  expect(read.values.every((value, i) => value === i % 1021)).toBe(true);
  expect(read.values).toHaveLength(values.length);
});

test('a missing tensor and a wrong shape are named', async () => {
  await writeFile(file, safetensors([{ name: 'a', shape: [2, 1], values: new Float32Array(2) }], 'F32'));
  expect(await refusal(() => readAll('b', [2]))).toContain('lacks the tensor b');
  const message = await refusal(() => readAll('a', [1, 2]));
  expect(message).toContain(
    'model.safetensors, tensor a: its shape is [2, 1]; by config.json it should be [1, 2]',
  );
});

test('a file that is cut short is recognised before it is read', async () => {
  await writeFile(file, safetensors([{ name: 'last', shape: [100], values: new Float32Array(100) }], 'F32'));
  const { length } = await readFile(file);
  await truncate(file, length - 1);
  expect(await refusal(() => Checkpoint.open(folder))).toMatch(/cut short: \d+ bytes, but last ends at \d+/);
  await truncate(file, 20);
  expect(await refusal(() => Checkpoint.open(folder))).toContain('cut short');
  await truncate(file, 4);
  expect(await refusal(() => Checkpoint.open(folder))).toContain('only 4 bytes');
});

function withHeader(json: string, body = 0): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(json)));
  return Buffer.concat([length, Buffer.from(json), Buffer.alloc(body)]);
}

test.each([
  [
    Buffer.from('version https://git-lfs.github.com/spec/v1'),
    'not a safetensors file: its header would have',
  ],
  [withHeader('{"a": '), 'its header is not JSON'],
  [withHeader('[1]'), 'not a JSON object'],
  [withHeader('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}', 4), 'has 8 bytes, not 4'],
  [withHeader('{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}', 4), 'tensor a'],
])('refuses what is not a safetensors file (%#)', async (bytes, message) => {
  await writeFile(file, bytes);
  expect(await refusal(() => Checkpoint.open(folder))).toContain(message);
});

test('an element type that is not read is refused when it is needed', async () => {
  await writeFile(file, withHeader('{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}', 2));
  expect(await refusal(() => readAll('a', [2]))).toContain('F8_E4M3');
});

test('an empty folder, and an index that does not fit its files', async () => {
  expect(await refusal(() => Checkpoint.open(folder))).toContain('neither model.safetensors nor');
  const index = join(folder, 'model.safetensors.index.json');
  await writeFile(index, JSON.stringify({ weight_map: { a: '../model.safetensors' } }));
  expect(await refusal(() => Checkpoint.open(folder))).toContain('a file name in the same folder');
  await writeFile(index, JSON.stringify({ weight_map: { a: 'one.safetensors' } }));
  expect(await refusal(() => Checkpoint.open(folder))).toContain('one.safetensors cannot be opened');
  await writeFile(join(folder, 'one.safetensors'), withHeader('{}'));
  expect(await refusal(() => Checkpoint.open(folder))).toContain('one.safetensors lacks a');
});

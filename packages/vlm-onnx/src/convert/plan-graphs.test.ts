import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseConfig } from '../checkpoint/model-config.ts';
import golden from '../golden/published-shapes.json' with { type: 'json' };
import { encodeModel } from './encode-model.ts';
import { Checkpoint } from '../checkpoint/safetensors.ts';
import { planGraphs } from './plan-graphs.ts';

vi.setConfig({ testTimeout: 120_000 });

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'plan-graphs-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

type Published = (typeof golden)['3B' | '7B' | '32B'];

function allShapes({ config, shapes }: Published): [string, number[]][] {
  return Object.entries(shapes).flatMap(([pattern, shape]): [string, number[]][] => {
    if (!pattern.includes('*')) return [[pattern, shape]];
    const count = pattern.startsWith('visual.') ? config.vision_config.depth : config.num_hidden_layers;
    return Array.from({ length: count }, (_, i) => [pattern.replace('*', String(i)), shape]);
  });
}

/** A checkpoint of full size in bfloat16 whose numbers are all holes, in two shards with an index. */
async function writeHoles(folder: string, tensors: [string, number[]][]): Promise<void> {
  const map: Record<string, string> = {};
  for (const shard of [0, 1]) {
    const file = `model-${shard}.safetensors`;
    const header: Record<string, unknown> = {};
    let end = 0;
    for (const [name, shape] of tensors.filter((_, i) => i % 2 === shard)) {
      const start = end;
      end += shape.reduce((product, side) => product * side, 2);
      header[name] = { dtype: 'BF16', shape, data_offsets: [start, end] };
      map[name] = file;
    }
    const json = Buffer.from(JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    await writeFile(join(folder, file), Buffer.concat([length, json]));
    await using handle = await open(join(folder, file), 'r+');
    await handle.truncate(8 + json.length + end);
  }
  await writeFile(join(folder, 'model.safetensors.index.json'), JSON.stringify({ weight_map: map }));
}

describe.each(['3B', '7B', '32B'] as const)('the published Qwen2.5-VL-%s', (name) => {
  const published = golden[name];
  const tensors = allShapes(published);

  test.each(['float32', 'float16', 'int8', 'int4'] as const)(
    'every tensor finds its place in %s',
    async (weights) => {
      expect(tensors).toHaveLength(published.tensors);
      const folder = await mkdtemp(join(root, `${name}-`));
      await writeHoles(folder, tensors);
      await using checkpoint = await Checkpoint.open(folder);
      const settings = { weights, blockSize: 128, zeroPoints: true } as const;
      const { files, graphs } = planGraphs(parseConfig(published.config, name), checkpoint, settings);

      const placed = files
        .flatMap((file) => file.weights)
        .flatMap(({ sources }) => sources.map(({ tensor }) => tensor));
      expect([...new Set(placed)].toSorted()).toEqual(tensors.map(([tensor]) => tensor).toSorted());

      for (const { location, weights: own, size } of files) {
        const extents = own
          .flatMap((weight) => [weight.numbers, weight.scales, weight.zeroPoints])
          .filter(({ length }) => length > 0)
          .toSorted((a, b) => a.offset - b.offset);
        extents.forEach(({ offset, length }, i) =>
          expect(offset + length, location).toBeLessThanOrEqual(extents[i + 1]?.offset ?? size),
        );
      }
      const numbers = tensors.reduce(
        (sum, [, shape]) => sum + shape.reduce((product, side) => product * side, 1),
        0,
      );
      const size = files.reduce((sum, file) => sum + file.size, 0);
      if (weights === 'float32') expect(size / numbers).toBeCloseTo(4, 2);
      if (weights === 'float16') expect(size / numbers).toBeCloseTo(2, 2);
      for (const { graph } of graphs)
        expect(encodeModel(graph, { name: 'x', version: '1' }).length).toBeLessThan(2e6);
    },
  );
});

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { boxesOfMask, decodeMask, pixelsOfRuns } from '@fakexplain/explanation';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import type { Backend, ModelRequest } from '../backend.ts';
import detectorGolden from './golden/tiny-detector.json' with { type: 'json' };
import segmenterGolden from './golden/tiny-segmenter.json' with { type: 'json' };
import { openGraph } from './open-graph.ts';
import { graphBackendSchema } from './settings.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = join(import.meta.dirname, 'golden');
const opened: Backend[] = [];
afterAll(() => Promise.all(opened.splice(0).map((one) => one.close())));

type Input = z.input<typeof graphBackendSchema>;

async function open(settings: Omit<Input, 'kind'>): Promise<Backend> {
  const backend = await openGraph(graphBackendSchema.parse({ kind: 'graph', ...settings }), { folder });
  opened.push(backend);
  return backend;
}

const detector = {
  file: 'tiny-detector.onnx',
  preprocess: [
    { do: 'resize', size: [32, 24], resample: 'bilinear' },
    { do: 'rescale' },
    { do: 'normalise', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    { do: 'residual', kind: 'npr' },
  ],
  output: { probability: { as: 'sigmoid' } },
} satisfies Omit<Input, 'kind'>;

interface Golden {
  file: string;
  size: number[];
}

function request({ file, size: [width = 0, height = 0] }: Golden): ModelRequest {
  const bytes = Buffer.from(file, 'base64');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { sha256, path: null, bytes, mediaType: 'image/png', width, height };
}

async function probabilityOf(backend: Backend, one: Golden): Promise<number> {
  const answer = await backend.generate(request(one));
  return ('probability' in answer ? answer.probability : null) ?? Number.NaN;
}

describe('a detector', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await open({ ...detector, batch: 3 });
  });

  test('gives from the file of an image what Pillow and PyTorch give', async () => {
    for (const one of detectorGolden) {
      await expect(backend.generate(request(one))).resolves.toMatchObject({ kind: 'probability' });
      expect(Math.abs((await probabilityOf(backend, one)) - one.probability)).toBeLessThan(1e-5);
    }
  });

  test('gives the same for many at once as for one by one', async () => {
    expect(backend.concurrency).toBe(6);
    const many = Array.from({ length: 6 }, () => detectorGolden).flat();
    const answers = await Promise.all(many.map((one) => probabilityOf(backend, one)));
    for (const [place, answer] of answers.entries())
      expect(answer).toBeCloseTo(many[place]?.probability ?? Number.NaN, 5);
  });

  test('says `real` the other way round, and refuses what is not a probability', async () => {
    const [first] = detectorGolden;
    if (!first) throw new Error('not an image');
    const real = await open({ ...detector, output: { probability: { as: 'sigmoid', of: 'real' } } });
    expect(await probabilityOf(real, first)).toBeCloseTo(1 - first.probability, 5);
    const raw = await open({ ...detector, output: { probability: { as: 'probability' } } });
    const negative = detectorGolden.find(({ probability }) => probability < 0.5) ?? first;
    await expect(raw.generate(request(negative))).rejects.toMatchObject({
      fault: 'model',
      message: expect.stringMatching(/is not a probability: is output.probability.as right\?$/),
    });
  });

  test('records where it runs and on what', async () => {
    const sha256 = createHash('sha256')
      .update(await readFile(join(folder, detector.file)))
      .digest('hex');
    expect(backend.provenance).toEqual({
      provider: 'cpu',
      versions: { 'onnxruntime-node': expect.stringMatching(/^\d/), node: process.versions.node },
      checkpoint: [{ file: 'tiny-detector.onnx', sha256 }],
      details: { batch: '3' },
    });
  });

  test('says whose fault an image is, and goes on with the others', async () => {
    const good = request(detectorGolden[0] ?? { file: '', size: [] });
    const answers = await Promise.allSettled([
      backend.generate({ ...good, bytes: good.bytes.subarray(0, 100) }),
      backend.generate(good),
      backend.generate({ ...good, width: good.width + 1 }),
    ]);
    expect(answers).toMatchObject([
      { reason: { fault: 'image', message: expect.stringContaining('cannot be decoded') } },
      { status: 'fulfilled' },
      { reason: { fault: 'image', message: 'the image has 50 × 40 pixels, but is known with 51 × 40' } },
    ]);
  });

  test('an aborted request is left, the others are not', async () => {
    const controller = new AbortController();
    const one = request(detectorGolden[0] ?? { file: '', size: [] });
    const left = backend.generate(one, { signal: controller.signal });
    const kept = backend.generate(one);
    controller.abort(new Error('enough'));
    await expect(left).rejects.toThrow('enough');
    await expect(kept).resolves.toBeDefined();
  });
});

describe('a segmenter', () => {
  const segmenter = {
    file: 'tiny-segmenter.onnx',
    preprocess: [{ do: 'resize', size: [32, 32], resample: 'bilinear' }, { do: 'rescale' }],
  } satisfies Partial<Input>;

  test.each([
    ['logits', { name: 'logits', as: 'sigmoid' }],
    ['logits, threshold 0.9', { name: 'logits', as: 'sigmoid', threshold: 0.9 }],
    ['planes', { name: 'planes', as: 'softmax', index: 1 }],
    ['classes', { name: 'classes', as: 'classes', index: 1, resample: 'nearest' }],
  ] as const)('gives the masks of PyTorch in the size of the image: %s', async (key, mask) => {
    const backend = await open({ ...segmenter, output: { mask } });
    for (const one of segmenterGolden) {
      const answer = await backend.generate(request(one));
      if (answer.kind !== 'mask') throw new Error(`the answer is a ${answer.kind}`);
      const pixels = pixelsOfRuns(decodeMask(answer.mask));
      expect(pixels.reduce((sum, pixel) => sum + pixel, 0)).toBe(one.areas[key]);
      expect(createHash('sha256').update(pixels).digest('hex')).toBe(one.masks[key]);
    }
  });

  test('its masks turn into the boxes that were drawn, give or take the width of a cell', async () => {
    const mask = { name: 'planes', as: 'softmax', index: 1 } as const;
    const backend = await open({ ...segmenter, output: { mask } });
    for (const one of segmenterGolden) {
      const answer = await backend.generate(request(one));
      if (answer.kind !== 'mask') throw new Error(`the answer is a ${answer.kind}`);
      const boxes = boxesOfMask(decodeMask(answer.mask));
      expect(boxes).toHaveLength(one.drawn.length);
      const cell = Math.ceil(Math.max(...one.size) / 32);
      for (const [place, box] of boxes.entries())
        for (const [edge, value] of box.entries())
          expect(Math.abs(value - (one.drawn[place]?.[edge] ?? Number.NaN))).toBeLessThanOrEqual(cell);
    }
  });

  test('may give a probability beside the mask', async () => {
    const mask = { name: 'logits', as: 'sigmoid' } as const;
    const probability = { name: 'score', as: 'probability' } as const;
    const backend = await open({ ...segmenter, output: { mask, probability } });
    for (const one of segmenterGolden) {
      await expect(backend.generate(request(one))).resolves.toMatchObject({ kind: 'mask' });
      expect(await probabilityOf(backend, one)).toBeCloseTo(one.score, 5);
    }
  });
});

describe('what cannot be opened is said', () => {
  test.each([
    ['a missing file', { ...detector, file: 'none.onnx' }, /^there is no file .*none\.onnx$/],
    [
      'another file',
      { ...detector, sha256: '0'.repeat(64) },
      /tiny-detector\.onnx is not the file the manifest means: its SHA-256 is [0-9a-f]{64}, not 0{64}$/,
    ],
    [
      'no graph',
      { ...detector, file: 'tiny-models.py' },
      /tiny-models\.py cannot be opened: .*(protobuf|Protobuf)/,
    ],
    [
      'an output that is not there',
      { ...detector, output: { probability: { name: 'probs', as: 'sigmoid' } } },
      /^output\.probability\.name is probs, but the graph has the outputs logit$/,
    ],
    [
      'a size that the graph does not take',
      { ...detector, file: 'tiny-segmenter.onnx', output: { probability: { name: 'score', as: 'sigmoid' } } },
      /^preprocess makes 32 × 24 pixels, but the input input has the shape \[n, 3, 32, 32\] \(nchw\)$/,
    ],
  ] satisfies [string, Omit<Input, 'kind'>, RegExp][])('%s', async (_, settings, message) => {
    await expect(open(settings)).rejects.toMatchObject({
      fault: 'model',
      message: expect.stringMatching(message),
    });
  });

  test('a provider that is not here is passed over only where another is allowed, and recorded', async () => {
    await expect(open({ ...detector, providers: ['cuda'] })).rejects.toMatchObject({ fault: 'model' });
    const backend = await open({ ...detector, providers: ['cuda', 'cpu'] });
    expect(backend.provenance).toMatchObject({
      provider: 'cpu',
      details: { 'not on cuda': expect.stringContaining('cannot be opened') },
    });
  });
});

// Images a second of a detector (a ResNet-50 with random weights) from files to probabilities, beside a bare loop of ONNX
// Runtime over the same tensors, prepared beforehand, in the same run. What is lost is decoding and preparing.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import type { Backend, ModelRequest } from '../src/backends/backend.ts';
import { openGraph } from '../src/backends/graph/open-graph.ts';
import { prepare } from '../src/backends/graph/preprocess/prepare.ts';
import { graphBackendSchema } from '../src/backends/graph/settings.ts';
import { decodeRgb } from '@fakexplain/vlm-onnx/decode-rgb';
import { encodeResnet50 } from './resnet-50.ts';

const files = 8;
const images = 24;
const rounds = 3;
const batch = 8;

/** JPEG files of 1024 × 768 that differ, asked for in turn. */
async function makeImages(): Promise<ModelRequest[]> {
  const [width, height] = [1024, 768];
  const different = await Promise.all(
    Array.from({ length: files }, async (_, number) => {
      const pixels = new Uint8Array(width * height * 3);
      for (let place = 0; place < pixels.length; place += 1)
        pixels[place] = (place * (number + 3)) ^ Math.imul(place >> 4, 2654435761);
      const bytes = await sharp(pixels, { raw: { width, height, channels: 3 } })
        .blur(1)
        .jpeg()
        .toBuffer();
      return { sha256: '', path: null, bytes, mediaType: 'image/jpeg', width, height };
    }),
  );
  return Array.from({ length: images / files }, () => different).flat();
}

const second = (milliseconds: number): number => (1000 * images) / milliseconds;

/** As many requests in flight as the backend wants. */
async function askAll(backend: Backend, requests: readonly ModelRequest[]): Promise<Float64Array> {
  const answers = new Float64Array(requests.length);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let place = next++; place < requests.length; place = next++) {
      const request = requests[place];
      const answer = request && (await backend.generate(request));
      if (answer?.kind !== 'probability') throw new Error('the detector gave no probability');
      answers[place] = answer.probability;
    }
  };
  await Promise.all(Array.from({ length: backend.concurrency }, work));
  return answers;
}

async function runBare(session: InferenceSession, tensors: readonly Float32Array[]): Promise<number[]> {
  const answers: number[] = [];
  for (let first = 0; first < tensors.length; first += batch) {
    const part = tensors.slice(first, first + batch);
    const values = new Float32Array(part.length * 3 * 224 * 224);
    for (const [place, tensor] of part.entries()) values.set(tensor, place * tensor.length);
    const input = new Tensor('float32', values, [part.length, 3, 224, 224]);
    const { logit } = await session.run({ input });
    for (const value of Float32Array.from((logit?.data ?? []) as Float32Array))
      answers.push(1 / (1 + Math.exp(-value)));
  }
  return answers;
}

const folder = await mkdtemp(join(tmpdir(), 'fakexplain-detect-'));
try {
  await writeFile(join(folder, 'resnet-50.onnx'), encodeResnet50());
  const graph = graphBackendSchema.parse({
    kind: 'graph',
    file: 'resnet-50.onnx',
    batch,
    preprocess: [
      { do: 'resize-shortest', side: 256, resample: 'bilinear' },
      { do: 'centre-crop', size: [224, 224] },
      { do: 'rescale' },
      { do: 'normalise', mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    ],
    output: { probability: { as: 'sigmoid' } },
  });
  const requests = await makeImages();
  const preparing = performance.now();
  const tensors: Float32Array[] = [];
  for (const { bytes } of requests) tensors.push(prepare(await decodeRgb(bytes), graph).values);
  const prepared = performance.now() - preparing;

  const backend = await openGraph(graph, { folder });
  const session = await InferenceSession.create(join(folder, graph.file));
  try {
    const best = { ours: Infinity, bare: Infinity };
    let difference = 0;
    // Alternating rounds, so that whatever else the machine does falls on both.
    for (let round = 0; round <= rounds; round += 1) {
      const bareStart = performance.now();
      const expected = await runBare(session, tensors);
      const oursStart = performance.now();
      const found = await askAll(backend, requests);
      const end = performance.now();
      for (const [place, value] of found.entries())
        difference = Math.max(difference, Math.abs(value - (expected[place] ?? Number.NaN)));
      // The first round warms up.
      if (round === 0) continue;
      best.bare = Math.min(best.bare, oursStart - bareStart);
      best.ours = Math.min(best.ours, end - oursStart);
    }
    if (!(difference < 1e-4)) throw new Error(`the two differ by ${difference}`);
    const rate = (milliseconds: number) => `${second(milliseconds).toFixed(1)} images a second`;
    console.log(
      `ResNet-50 at 224 × 224, batches of ${batch}, ${availableParallelism()} cores, ${images} JPEGs of 1024 × 768`,
    );
    console.log(`bare ONNX Runtime over prepared tensors: ${rate(best.bare)}`);
    console.log(
      `from files to probabilities: ${rate(best.ours)}, ${(best.bare / best.ours).toFixed(2)} of bare (at least 0.95)`,
    );
    console.log(`decoding and preparing alone: ${(prepared / images).toFixed(1)} ms an image`);
  } finally {
    await session.release();
    await backend.close();
  }
} finally {
  await rm(folder, { recursive: true });
}

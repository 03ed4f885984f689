import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Backend, ModelRequest } from './backend.ts';
import { onGround } from './on-ground.ts';

/** A model that keeps what it is asked, and says nothing. */
function listening() {
  const asked: ModelRequest[] = [];
  const backend: Backend = {
    provenance: { provider: 'cpu', versions: {}, checkpoint: [], details: {} },
    concurrency: 3,
    generate: async (request) => (asked.push(request), { kind: 'probability', probability: 0.5 }),
    close: async () => {},
  };
  return { backend: onGround(backend), asked };
}

const request = (bytes: Uint8Array, mediaType: string): ModelRequest => ({
  sha256: '',
  path: null,
  bytes,
  mediaType,
  width: 3,
  height: 1,
});

test('transparent pixels come to a model as white, half transparent ones half as dark; the others as they are', async () => {
  const { backend, asked } = listening();
  const pixels = Buffer.from([0, 0, 0, 0, 10, 20, 30, 255, 0, 0, 0, 128]);
  const image = () => sharp(pixels, { raw: { width: 3, height: 1, channels: 4 } });
  await backend.generate(request(await image().png().toBuffer(), 'image/png'));
  await backend.generate(request(await image().webp({ lossless: true }).toBuffer(), 'image/webp'));
  for (const { bytes, mediaType } of asked) {
    expect(mediaType).toBe('image/png');
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 3, height: 1, channels: 3 });
    expect([...data.subarray(0, 6)]).toEqual([255, 255, 255, 10, 20, 30]);
    for (const value of data.subarray(6)) expect(Math.abs(value - 127)).toBeLessThanOrEqual(1);
  }
});

test('an image without transparency comes byte for byte', async () => {
  const { backend, asked } = listening();
  const bytes = await sharp({ create: { width: 3, height: 1, channels: 3, background: '#123' } })
    .jpeg()
    .toBuffer();
  await backend.generate(request(bytes, 'image/jpeg'));
  expect(asked[0]?.bytes).toBe(bytes);
  expect(backend.concurrency).toBe(3);
});

test('what cannot be decoded is the image’s fault', async () => {
  const { backend } = listening();
  await expect(backend.generate(request(Buffer.from('no image'), 'image/png'))).rejects.toMatchObject({
    fault: 'image',
  });
});

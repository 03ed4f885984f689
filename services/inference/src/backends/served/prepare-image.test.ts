import { goldenImages } from '@fakexplain/vlm-onnx/golden';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { prepareUrl } from './prepare-image.ts';

const create = { width: 40, height: 20, channels: 3, background: '#336699' } as const;
const accepted = ['image/jpeg', 'image/png'];

function decode(url: string) {
  const [, mediaType, base64 = ''] = /^data:([^;]+);base64,(.*)$/.exec(url) ?? [];
  return { mediaType, bytes: Buffer.from(base64, 'base64') };
}

describe('prepareUrl', () => {
  it('sends what the server reads byte for byte', async () => {
    const bytes = await sharp({ create }).jpeg().toBuffer();
    expect(decode(await prepareUrl({ bytes, mediaType: 'image/jpeg' }, accepted))).toEqual({
      mediaType: 'image/jpeg',
      bytes,
    });
  });

  it.each(['webp', 'gif', 'avif'] as const)('turns %s into PNG of the same pixels', async (format) => {
    const bytes = await sharp({ create }).toFormat(format).toBuffer();
    const sent = decode(await prepareUrl({ bytes, mediaType: `image/${format}` }, accepted));
    expect(sent.mediaType).toBe('image/png');
    const pixels = (image: Buffer) => sharp(image).removeAlpha().raw().toBuffer();
    expect(await pixels(sent.bytes)).toEqual(await pixels(bytes));
    const kept = decode(await prepareUrl({ bytes, mediaType: `image/${format}` }, [`image/${format}`]));
    expect(kept.bytes).toEqual(bytes);
  });

  it('turns what EXIF turns', async () => {
    const bytes = await sharp({ create }).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const sent = decode(await prepareUrl({ bytes, mediaType: 'image/jpeg' }, accepted));
    expect(sent.mediaType).toBe('image/png');
    expect(await sharp(sent.bytes).metadata()).toMatchObject({ width: 20, height: 40 });
  });

  // Of the golden files transformers' processor has said the size in patches, and the first red value.
  it.each(goldenImages)('sends $name in the size in which the model sees it', async (golden) => {
    const resize = { minPixels: 3136, maxPixels: 60_000 };
    const sent = decode(await prepareUrl({ bytes: golden.bytes, mediaType: 'image/jpeg' }, accepted, resize));
    expect(sent.mediaType).toBe('image/png');
    const { data, info } = await sharp(sent.bytes).raw().toBuffer({ resolveWithObject: true });
    const { rows, columns } = golden.grid;
    expect(info).toMatchObject({ width: columns * 14, height: rows * 14, channels: 3 });
    const [mean, deviation] = [0.48145466, 0.26862954];
    expect(((data[0] ?? NaN) / 255 - mean) / deviation).toBeCloseTo(golden.samples[0] ?? NaN, 5);
  });

  it('says that an image is too long for the model', async () => {
    const bytes = await sharp({ create: { ...create, width: 402, height: 2 } })
      .png()
      .toBuffer();
    const asked = prepareUrl({ bytes, mediaType: 'image/png' }, accepted, {});
    await expect(asked).rejects.toMatchObject({ fault: 'image', message: expect.stringContaining('402') });
  });

  it('says that an image cannot be decoded', async () => {
    const asked = prepareUrl({ bytes: Buffer.from('not an image'), mediaType: 'image/png' }, accepted);
    await expect(asked).rejects.toMatchObject({ fault: 'image', message: 'the image cannot be decoded' });
  });
});

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

  it('says that an image cannot be decoded', async () => {
    const asked = prepareUrl({ bytes: Buffer.from('not an image'), mediaType: 'image/png' }, accepted);
    await expect(asked).rejects.toMatchObject({ fault: 'image', message: 'the image cannot be decoded' });
  });
});

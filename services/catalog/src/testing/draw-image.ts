import sharp from 'sharp';

interface Drawing {
  width?: number;
  height?: number;
  format?: 'png' | 'jpeg';
}

/** An image of 64 soft squares whose grey depends on the seed alone: other seeds look different. */
export function drawImage(
  seed: number,
  { width = 64, height = 48, format = 'jpeg' }: Drawing = {},
): Promise<Buffer> {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const squares = Buffer.from(
    Array.from({ length: 64 }, () => {
      state = Math.imul(state ^ (state >>> 15), 0x85ebca6b) + 0x6d2b79f5;
      return (state >>> 16) & 0xff;
    }),
  );
  return sharp(squares, { raw: { width: 8, height: 8, channels: 1 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .toFormat(format)
    .toBuffer();
}

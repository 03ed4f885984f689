import { crc32, deflateSync } from 'node:zlib';
import type { Box } from '@fakexplain/explanation';

/** A PNG of one colour with a darker square on it, told apart from others by its seed. */
export function drawPicture(seed: number, width = 320, height = 240): Buffer {
  const colour = [(seed * 67) % 200, (seed * 131) % 200, (seed * 29) % 200];
  const light = colour.map((value) => value + 55);
  return png(width, height, (x, y) => (x >= 40 && x < 120 && y >= 40 && y < 120 ? colour : light));
}

/** A PNG of a mask: white in the box, black elsewhere, all of it black without a box. */
export function drawMask(box?: Box, width = 320, height = 240): Buffer {
  const [left, top, right, bottom] = box ?? [0, 0, 0, 0];
  const inBox = (x: number, y: number) => x >= left && x < right && y >= top && y < bottom;
  return png(width, height, (x, y) => (inBox(x, y) ? [255, 255, 255] : [0, 0, 0]));
}

/** A small PNG whose first pixel is its number: no two of up to 2²⁴ numbers are the same. */
export function drawNumber(number: number, side = 56): Buffer {
  const first = [number & 255, (number >> 8) & 255, (number >> 16) & 255];
  return png(side, side, (x, y) => (x + y === 0 ? first : [230, 220, 200]));
}

function png(width: number, height: number, colourAt: (x: number, y: number) => readonly number[]): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * (width * 3 + 1) + 1 + x * 3;
      rows.set(colourAt(x, y), at);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const around = Buffer.alloc(8);
  around.writeUInt32BE(data.length, 0);
  around.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([around.subarray(0, 4), body, around.subarray(4)]);
}

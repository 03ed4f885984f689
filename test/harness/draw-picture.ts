import { crc32, deflateSync } from 'node:zlib';

/** A PNG of one colour with a darker square on it, told apart from others by its seed. */
export function drawPicture(seed: number, width = 320, height = 240): Buffer {
  const colour = [(seed * 67) % 200, (seed * 131) % 200, (seed * 29) % 200];
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const inSquare = x >= 40 && x < 120 && y >= 40 && y < 120;
      const at = y * (width * 3 + 1) + 1 + x * 3;
      rows.set(
        colour.map((value) => (inSquare ? value : value + 55)),
        at,
      );
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

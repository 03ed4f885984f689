import { createHmac } from 'node:crypto';

const riffHeaderBytes = 12;
/** Most bytes of filling. */
const mostFilling = 1_024;

/**
 * The same picture in bytes of its own: a `JUNK` chunk, which the container format RIFF has for filling and decoders skip,
 * with bytes and a length that depend on the key alone. So neither hash nor size of a file tells that another one shows
 * the same pixels.
 * @param webp a file of one VP8L or VP8 chunk, as sharp writes opaque pictures
 * @param key names the ballot and the part of the picture; equal keys give equal bytes
 * @throws Error where the file is anything else
 */
export function padPicture(webp: Uint8Array, key: string): Uint8Array<ArrayBuffer> {
  const file = Buffer.from(webp.buffer, webp.byteOffset, webp.byteLength);
  const size = sizeOf(file);
  if (!size) throw new Error('a picture is not the opaque WebP that it was made as');
  const length =
    2 * (1 + (createHmac('sha256', key).update('length').digest().readUInt32LE() % (mostFilling / 2)));
  const image = file.subarray(riffHeaderBytes);
  const padded = Buffer.concat([
    file.subarray(0, riffHeaderBytes),
    chunk('VP8X', extendedHeader(size)),
    image,
    chunk('JUNK', filling(key, length)),
  ]);
  padded.writeUInt32LE(padded.length - 8, 4);
  return padded;
}

/** What a WebP file with further chunks must begin with: no features, and the size of the canvas. */
function extendedHeader({ width, height }: Size): Buffer {
  const header = Buffer.alloc(10);
  header.writeUIntLE(width - 1, 4, 3);
  header.writeUIntLE(height - 1, 7, 3);
  return header;
}

interface Size {
  width: number;
  height: number;
}

/** Size in pixels of the picture that is the first chunk of a file; undefined where that is something else. */
function sizeOf(file: Buffer): Size | undefined {
  if (file.toString('latin1', 0, 4) !== 'RIFF') return undefined;
  const data = riffHeaderBytes + 8;
  switch (file.toString('latin1', 8, 16)) {
    case 'WEBPVP8L': {
      // A signature byte, then 14 bits each of width − 1 and height − 1.
      const bits = file.readUInt32LE(data + 1);
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
    }
    case 'WEBPVP8 ':
      // A frame tag and a start code of three bytes each, then 14 bits each of width and height, under two of scaling.
      return {
        width: file.readUInt16LE(data + 6) & 0x3fff,
        height: file.readUInt16LE(data + 8) & 0x3fff,
      };
    default:
      return undefined;
  }
}

function filling(key: string, length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
    createHmac('sha256', key).update(`filling ${block}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

/** @param data of an even length */
function chunk(fourCC: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(fourCC, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data]);
}

/** One chunk, segment, box or block of an image's file, without its header. */
export interface FileChunk {
  /** PNG and RIFF: the four letters; JPEG: the marker in hex, e.g. `ffe1`; AVIF: the box; GIF: the label in hex, e.g. `21fe`. */
  name: string;
  data: Buffer;
}

/**
 * Walks over the chunks of a file before its pixels, or over all where they can follow them: PNG, JPEG (until the scan),
 * WebP, AVIF, GIF. Of a file that breaks off, or of another format, those that are whole.
 */
export function* fileChunks(file: Buffer, mediaType: string): Generator<FileChunk> {
  switch (mediaType) {
    case 'image/png':
      return yield* walk(file, 8, (at) => ({
        name: ascii(file, at + 4),
        start: at + 8,
        end: at + 8 + file.readUInt32BE(at),
        next: at + 12 + file.readUInt32BE(at),
      }));
    case 'image/jpeg':
      return yield* walk(file, 2, (at) => {
        const end = at + 2 + file.readUInt16BE(at + 2);
        const name = file.toString('hex', at, at + 2);
        return name.startsWith('ff') && name !== 'ffda' ? { name, start: at + 4, end, next: end } : null;
      });
    case 'image/webp':
      return yield* walk(file, 12, (at) => {
        const end = at + 8 + file.readUInt32LE(at + 4);
        return { name: ascii(file, at), start: at + 8, end, next: end + (end % 2) };
      });
    case 'image/avif':
      return yield* walk(file, 0, (at) => {
        const size = file.readUInt32BE(at);
        const isLong = size === 1;
        const end = isLong ? at + Number(file.readBigUInt64BE(at + 8)) : size === 0 ? file.length : at + size;
        const start = at + (isLong ? 16 : 8);
        return end < start ? null : { name: ascii(file, at + 4), start, end, next: end };
      });
    case 'image/gif':
      return yield* walk(file, 13 + colours(file, 10), (at) => {
        const isImage = file[at] === 0x2c;
        if (!isImage && file[at] !== 0x21) return null;
        const name = isImage ? '2c' : file.toString('hex', at, at + 2);
        const start = isImage ? at + 11 + colours(file, at + 9) : at + 2;
        const end = endOfBlocks(file, start);
        return { name, start, end, next: end };
      });
    default:
  }
}

interface Place {
  name: string;
  start: number;
  end: number;
  /** Where the next one begins. */
  next: number;
}

function* walk(file: Buffer, first: number, read: (at: number) => Place | null): Generator<FileChunk> {
  for (let at = first; at + 12 <= file.length;) {
    const place = read(at);
    if (!place || place.end > file.length || place.next <= at) return;
    yield { name: place.name, data: file.subarray(place.start, place.end) };
    at = place.next;
  }
}

const ascii = (file: Buffer, at: number) => file.toString('latin1', at, at + 4);

/** Bytes of a GIF's table of colours, whose size is in the byte at `at`. */
function colours(file: Buffer, at: number): number {
  const packed = file[at] ?? 0;
  return packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0;
}

/** GIF: blocks of up to 255 bytes, each after its length, until one of none. */
function endOfBlocks(file: Buffer, start: number): number {
  let at = start;
  for (let length = file[at]; length; length = file[at]) at += 1 + length;
  return at + 1;
}

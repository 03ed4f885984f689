import { buffer } from 'node:stream/consumers';
import { inflateRawSync, zstdDecompressSync } from 'node:zlib';
import yauzl from 'yauzl';
import { z } from 'zod';
import { RowRefused } from '../rows/refusal.ts';

export interface Archive {
  names: string[];
  /** A member as text. @throws RowRefused where there is none, or it is packed in a way that is not known */
  text: (name: string) => Promise<string>;
}

/** Ways of packing by their numbers in a ZIP. Zstandard is 93, which most readers do not know. */
const unpack: Partial<Record<number, (packed: Buffer) => Buffer>> = {
  0: (packed) => packed,
  8: inflateRawSync,
  93: unpackFrames,
};

/** All frames of Zstandard, of which Node's function unpacks the first. inspect begins a new one every 200 MiB. */
export function unpackFrames(packed: Buffer): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < packed.length;) {
    const { buffer: frame, engine } = framesSchema.parse(
      zstdDecompressSync(packed.subarray(at), { info: true }),
    );
    frames.push(frame);
    at += engine.bytesWritten;
  }
  return Buffer.concat(frames);
}

/** What `info` makes of the result, which the types of Node do not say. */
const framesSchema = z.object({
  buffer: z.instanceof(Buffer),
  engine: z.object({ bytesWritten: z.number().positive() }),
});

/** A ZIP, also one of Zstandard. */
export async function openArchive(file: string): Promise<Archive> {
  const zip = await yauzl.openPromise(file, { autoClose: false });
  const entries = new Map<string, yauzl.Entry>();
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
  return {
    names: [...entries.keys()],
    text: async (name) => {
      const entry = entries.get(name);
      const open = entry && unpack[entry.compressionMethod];
      if (!open) {
        const reason = entry
          ? `is packed by method ${entry.compressionMethod}, which is not read`
          : 'is not there';
        throw new RowRefused(name, `the member ${name} ${reason}`);
      }
      const packed = await zip.openReadStreamPromise(entry, { decodeFileData: false });
      return open(await buffer(packed)).toString('utf8');
    },
  };
}

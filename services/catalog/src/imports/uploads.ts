import { constants, mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hashOf } from '@fakexplain/service-kit/blobs';

/**
 * Files that come in parts, each in a folder of its own under its id: `file/<name>`, and an empty file `parts/<n>.<sha256>`
 * for each part that stands in it. A part is there once its bytes are on the disk, so that a crash loses at most what was
 * not answered.
 */
export interface Uploads {
  /** Keeps a part at its place. */
  put: (upload: Upload, part: number, offset: number, bytes: Uint8Array) => Promise<void>;
  /** The hashes of the parts that are here. */
  parts: (id: string) => Promise<Map<number, string>>;
  fileOf: (upload: Upload) => string;
  /** A folder for what is made of the file. */
  folderOf: (id: string) => string;
  remove: (id: string) => Promise<void>;
  ids: () => Promise<string[]>;
}

export interface Upload {
  id: string;
  /** As `fileNameFrom` gives it. */
  fileName: string;
}

export function directoryUploads(directory: string): Uploads {
  const folderOf = (id: string) => join(directory, id);
  const partsOf = (id: string) => join(folderOf(id), 'parts');
  const fileOf = ({ id, fileName }: Upload) => join(folderOf(id), 'file', fileName);
  return {
    folderOf,
    fileOf,
    async put(upload, part, offset, bytes) {
      const { id } = upload;
      await mkdir(partsOf(id), { recursive: true });
      await mkdir(join(folderOf(id), 'file'), { recursive: true });
      const marks = await readdir(partsOf(id));
      for (const mark of marks.filter((name) => name.startsWith(`${part}.`)))
        await rm(join(partsOf(id), mark));
      const handle = await open(fileOf(upload), constants.O_RDWR | constants.O_CREAT);
      try {
        await handle.write(bytes, 0, bytes.length, offset);
        await handle.sync();
      } finally {
        await handle.close();
      }
      const sha256 = hashOf(bytes);
      await (await open(join(partsOf(id), `${part}.${sha256}`), 'w')).close();
    },
    async parts(id) {
      const marks = await readdir(partsOf(id)).catch(() => []);
      return new Map(
        marks.map((mark) => {
          const [part = '', sha256 = ''] = mark.split('.');
          return [Number(part), sha256] as const;
        }),
      );
    },
    remove: (id) => rm(folderOf(id), { recursive: true, force: true }),
    ids: () => readdir(directory).catch(() => []),
  };
}

/** A name that any disk takes and that is no path, from the one that a browser gave. */
export function fileNameFrom(name: string): string {
  const last = name.normalize('NFC').split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}<>:"|?*]/gu, '_')
    .replace(/^\.+/, '')
    .trim();
  return plain.slice(0, 80).toWellFormed() || 'file';
}

import yauzl from 'yauzl';
import { ImportRefused } from '../../rows/refusal.ts';
import type { Allowance } from './allowance.ts';
import { writeMember } from './write-member.ts';

const typeBits = 0o170000;
const plainFile = 0o100000;
const directory = 0o040000;
/** Of `versionMadeBy`: the upper half of a member's attributes is its mode. */
const madeOnUnix = 3;

/** Unpacks the files of a ZIP below a folder. @throws ImportRefused */
export async function unpackZip(file: string, folder: string, allowance: Allowance): Promise<void> {
  const zip = await yauzl.openPromise(file, { autoClose: false, strictFileNames: true });
  try {
    for await (const entry of zip.eachEntry()) {
      allowance.addEntry();
      const { fileName, versionMadeBy, externalFileAttributes, generalPurposeBitFlag } = entry;
      const type = versionMadeBy >>> 8 === madeOnUnix ? (externalFileAttributes >>> 16) & typeBits : 0;
      if (type !== 0 && type !== plainFile && type !== directory)
        throw new ImportRefused(`The archive holds ${fileName}, which is a link or a device.`);
      if (fileName.endsWith('/')) continue;
      if ((generalPurposeBitFlag & 1) === 1)
        throw new ImportRefused(`The archive holds ${fileName}, which is encrypted.`);
      await writeMember(folder, fileName, await zip.openReadStreamPromise(entry), allowance);
    }
  } finally {
    zip.close();
  }
}

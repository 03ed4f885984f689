import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { PassThrough } from 'node:stream';
import { Parser, type ReadEntry } from 'tar';
import { ImportRefused } from '../../rows/refusal.ts';
import type { Allowance } from './allowance.ts';
import { writeMember } from './write-member.ts';

const files = new Set(['File', 'OldFile', 'ContiguousFile']);

/** Unpacks the files of a tar, packed by gzip or not, below a folder. @throws ImportRefused */
export async function unpackTar(file: string, folder: string, allowance: Allowance): Promise<void> {
  const failed = Promise.withResolvers<never>();
  // It may fail while nothing waits for it.
  failed.promise.catch(() => undefined);
  const writing = new Set<Promise<void>>();
  const take = async (entry: ReadEntry) => {
    allowance.addEntry();
    if (entry.type === 'Directory') {
      entry.resume();
      return;
    }
    if (!files.has(entry.type))
      throw new ImportRefused(`The archive holds ${entry.path}, which is a link or a device.`);
    await writeMember(folder, entry.path, entry.pipe(new PassThrough()), allowance);
  };
  const parser = new Parser({
    strict: true,
    onReadEntry: (entry) => {
      const done = take(entry).catch(failed.reject);
      writing.add(done);
      void done.finally(() => writing.delete(done));
    },
  });
  parser.on('error', failed.reject);
  const ended = once(parser, 'end');
  ended.catch(() => undefined);
  for await (const chunk of createReadStream(file)) {
    if (!parser.write(chunk)) await Promise.race([once(parser, 'drain'), failed.promise]);
  }
  parser.end();
  await Promise.race([ended, failed.promise]);
  await Promise.race([Promise.all(writing), failed.promise]);
}

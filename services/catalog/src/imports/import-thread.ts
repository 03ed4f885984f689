import { connect } from '@fakexplain/database';
import { openBlobs, type blobSettings } from '@fakexplain/service-kit/blobs';
import { startThreads, type ThreadTask } from '@fakexplain/service-kit/threads';
import type { z } from 'zod';
import type { UnpackLimits } from './unpack/allowance.ts';
import { directoryUploads } from './uploads.ts';
import { workOnImport } from './work-on-import.ts';

interface ThreadImport {
  id: string;
  databaseUrl: string;
  blobs: z.output<z.ZodObject<typeof blobSettings>>;
  uploadsDirectory: string;
  limits: UnpackLimits;
}

/** Does an import in the thread that calls it, with connections of its own. */
export async function importInThread({
  id,
  databaseUrl,
  blobs,
  uploadsDirectory,
  limits,
}: ThreadImport): Promise<void> {
  // Two sessions hold locks, one transaction may last as long as a dry run, and the progress is written beside them.
  const { db, sql, close } = connect(databaseUrl, {
    role: 'fakexplain_catalog',
    applicationName: 'fakexplain import',
    max: 5,
  });
  try {
    const uploads = directoryUploads(uploadsDirectory);
    // A thread that is ended leaves the import to whoever looks for it next.
    const leaving = new AbortController().signal;
    await workOnImport(id, { db, sql, blobs: await openBlobs(blobs), uploads, limits }, leaving);
  } finally {
    await close();
  }
}

const task: ThreadTask<ThreadImport, void> = { module: new URL(import.meta.url), work: importInThread };

/** Imports away from the thread that answers requests, two at a time. */
export function importThreads(settings: Omit<ThreadImport, 'id'>) {
  const threads = startThreads(2);
  return {
    work: (id: string) => threads.run(task, { ...settings, id }),
    close: threads.close,
  };
}

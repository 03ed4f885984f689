import type { Database } from '@fakexplain/database';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import type { Logger } from '@fakexplain/service-kit';
import { ModelFailure, type Backend } from '../../backends/backend.ts';
import { explainImage, messageOf } from './explain-image.ts';
import { failRun, type Job } from './running-runs.ts';
import type { Session } from './session.ts';
import type { WorkerSettings } from './settings.ts';
import { failImage, giveBack, keepExplanation, tryAgain } from './settle-image.ts';
import type { TakenImage } from './take-images.ts';

export interface FlightOptions {
  /** For storing, besides the session. */
  db: Database;
  blobs: BlobStore;
  session: Session;
  settings: WorkerSettings;
  logger: Logger;
  backend: Backend;
  job: Job;
  /** What the run has noted of how it is answered. */
  provenance: string;
  /** Told that the model cannot be asked any more. */
  onModelFailure: () => void;
}

/**
 * Sees an image that was taken through to its end: explained, failed, or waiting again. Never throws: where the
 * database does not take what is to be stored, the session is dropped, and the image is as good as never taken.
 */
export async function fly(image: TakenImage, signal: AbortSignal, options: FlightOptions): Promise<void> {
  const { session, logger } = options;
  const held = { runId: image.runId, sha256: image.sha256, key: session.key };
  const settle = await answer(image, signal, options);
  if (session.lost.aborted) return;
  try {
    await settle();
  } catch (error) {
    try {
      if (!isRefused(error)) throw error;
      await failImage(options.db, held, `its explanation could not be stored: ${messageOf(error.cause)}`);
    } catch (error) {
      logger.warn({ err: error, run: image.runId, image: image.sha256 }, 'an image could not be settled');
      session.drop(new Error('the database did not take what was to be stored', { cause: error }));
    }
  }
}

/** Has the model answer. @returns what is then to be done */
async function answer(
  image: TakenImage,
  signal: AbortSignal,
  { db, blobs, session, settings, logger, backend, job, provenance, onModelFailure }: FlightOptions,
): Promise<() => Promise<unknown>> {
  const held = { runId: image.runId, sha256: image.sha256, key: session.key };
  try {
    const said = await explainImage(image, { manifest: job.manifest, backend, blobs }, signal);
    return () => keepExplanation(db, held, provenance, said);
  } catch (error) {
    if (signal.aborted) return () => giveBack(db, held);
    const fault = error instanceof ModelFailure ? error.fault : 'passing';
    const reason = messageOf(error);
    if (fault === 'model') {
      logger.error({ err: error, run: job.runId }, 'the model cannot be asked');
      onModelFailure();
      return async () => {
        await failRun(db, job.runId, reason);
        await giveBack(db, held);
      };
    }
    if (!(error instanceof ModelFailure)) logger.error({ err: error, run: job.runId }, 'the backend broke');
    if (fault === 'image' || image.attempts >= settings.attempts) return () => failImage(db, held, reason);
    const delayMs = settings.retryAfterMs * 4 ** (image.attempts - 1);
    return () => tryAgain(db, held, reason, delayMs);
  }
}

/** The database is there and refuses this very row. */
function isRefused(error: unknown): error is Error {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && /^2[23]/.test(String(cause.code));
}

import type { Database } from '@fakexplain/database';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import type { Logger } from '@fakexplain/service-kit';
import { ModelFailure, type Backend } from '../../backends/backend.ts';
import { failRun, type Job } from './running-runs.ts';
import type { Session } from './session.ts';
import type { WorkerSettings } from './settings.ts';
import { failImage, giveBack, storeExplanation, retryLater, type TakenImage } from './task-queue.ts';
import type { NewExplanation } from '@fakexplain/database/explanations';
import { readAnswer } from '../../backends/read-answer.ts';
import type { Manifest } from '../../models/manifest-schema.ts';

export interface AttemptOptions {
  /** For storing what the model answers; the session's own connection is for its tasks. */
  db: Database;
  blobs: BlobStore;
  session: Session;
  settings: WorkerSettings;
  logger: Logger;
  backend: Backend;
  job: Job;
  /** Names the run's record of how it is answered. */
  provenance: string;
  /** Called when the model can no longer be asked. */
  onModelFailure: () => void;
}

/**
 * Has the model explain an image that was taken, and settles the task: explained, failed, or waiting again. Never throws:
 * where the database does not store the result, the session is dropped, so that another worker takes the image again.
 */
export async function attemptImage(
  image: TakenImage,
  signal: AbortSignal,
  options: AttemptOptions,
): Promise<void> {
  const { session, logger } = options;
  const claim = { runId: image.runId, sha256: image.sha256, key: session.key };
  const settle = await answer(image, signal, options);
  if (session.lost.aborted) return;
  try {
    await settle();
  } catch (error) {
    try {
      if (!isRefused(error)) throw error;
      await failImage(options.db, claim, `its explanation could not be stored: ${messageOf(error.cause)}`);
    } catch (error) {
      logger.warn({ err: error, run: image.runId, image: image.sha256 }, 'an image could not be settled');
      session.drop(new Error('the database did not take what was to be stored', { cause: error }));
    }
  }
}

/** Has the model answer. @returns the change that settles the task */
async function answer(
  image: TakenImage,
  signal: AbortSignal,
  { db, blobs, session, settings, logger, backend, job, provenance, onModelFailure }: AttemptOptions,
): Promise<() => Promise<unknown>> {
  const claim = { runId: image.runId, sha256: image.sha256, key: session.key };
  try {
    const said = await explainImage(image, { manifest: job.manifest, backend, blobs }, signal);
    return () => storeExplanation(db, claim, provenance, said);
  } catch (error) {
    if (signal.aborted) return () => giveBack(db, claim);
    const fault = error instanceof ModelFailure ? error.fault : 'passing';
    const reason = messageOf(error);
    if (fault === 'model') {
      logger.error({ err: error, run: job.runId }, 'the model cannot be asked');
      onModelFailure();
      return async () => {
        await failRun(db, job.runId, reason);
        await giveBack(db, claim);
      };
    }
    if (!(error instanceof ModelFailure)) logger.error({ err: error, run: job.runId }, 'the backend broke');
    if (fault === 'image' || image.attempts >= settings.attempts) return () => failImage(db, claim, reason);
    const delayMs = settings.retryAfterMs * 4 ** (image.attempts - 1);
    return () => retryLater(db, claim, reason, delayMs);
  }
}

/** The database answers, but does not accept this row. */
function isRefused(error: unknown): error is Error {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'code' in cause && /^2[23]/.test(String(cause.code));
}

/**
 * Has a model explain an image of the catalog.
 * @throws ModelFailure; the signal's reason when aborted
 */
export async function explainImage(
  image: TakenImage,
  { manifest, backend, blobs }: { manifest: Manifest; backend: Backend; blobs: BlobStore },
  signal: AbortSignal,
): Promise<Omit<NewExplanation, 'imageSha256'>> {
  const { sha256, path, mediaType, width, height } = image;
  const bytes = await readBytes(blobs, sha256);
  signal.throwIfAborted();
  const answer = await backend.generate({ sha256, path, bytes, mediaType, width, height }, { signal });
  try {
    const { raw, ...said } = readAnswer(answer, manifest, { width, height });
    return { ...said, raw: raw ?? undefined };
  } catch (error) {
    throw new ModelFailure('image', `the answer cannot be read: ${messageOf(error)}`, error);
  }
}

async function readBytes(blobs: BlobStore, sha256: string): Promise<Uint8Array> {
  let blob;
  try {
    blob = await blobs.get(sha256);
    if (blob) return await blob.bytes();
  } catch (error) {
    throw new ModelFailure('passing', `the blob store does not answer: ${messageOf(error)}`, error);
  }
  throw new ModelFailure('image', 'the blob store lacks the image, which the catalog has');
}

export const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

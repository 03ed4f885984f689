import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@fakexplain/database';
import type { Logger } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import type { ModelFailure } from '../../backends/backend.ts';
import type { OpenModel } from '../../backends/open-model.ts';
import { messageOf, attemptImage } from './attempt-image.ts';
import { freeAbandonedTasks, takeImages, type TakenImage } from './task-queue.ts';
import { ModelSlot, type Attempt } from './model-slot.ts';
import {
  noteProvenance,
  failRun,
  finishRuns,
  listCancelled,
  listRunsWithWork,
  readJob,
  type Job,
} from './running-runs.ts';
import { planSlots } from './plan-slots.ts';
import { openSession, type Session } from './session.ts';
import type { WorkerSettings } from './settings.ts';

export interface WorkerOptions {
  databaseUrl: string;
  /** For storing what models answer. */
  db: Connection['db'];
  blobs: BlobStore;
  openModel: OpenModel;
  settings: WorkerSettings;
  logger: Logger;
}

/**
 * Takes images of running runs, one or several at a time, and stores what their models answer. Any number of workers
 * may do so on any number of machines.
 *
 * An image belongs to the session under whose key it was taken. When a session ends, because the worker was killed or
 * cut off, the next worker that looks takes its images over, and what the first one stores later is refused.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #slots = new Set<ModelSlot>();
  readonly #jobs = new Map<string, Job>();
  readonly #lastOpen = new Map<string, number>();
  /** Models that could not be opened for now, by identity: how often, and until when they are not tried again. */
  readonly #failedOpenings = new Map<string, { times: number; until: number }>();
  readonly #stopping = new AbortController();
  readonly #filling = new Set<ModelSlot>();
  #session: Session | null = null;
  #wake = () => {};
  #ended: Promise<void>;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#ended = this.#work();
  }

  /** Whether it holds a key and can take images. */
  get ready(): boolean {
    return this.#session !== null && !this.#session.lost.aborted;
  }

  /** Takes no more images, gives those under way some time to end, gives the rest back, and closes all models. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#ended;
  }

  async #work(): Promise<void> {
    const { databaseUrl, logger, settings } = this.#options;
    while (!this.#stopping.signal.aborted) {
      try {
        this.#session = await openSession(databaseUrl, () => this.#wake());
      } catch (err) {
        logger.warn({ err }, 'the database does not answer');
        await delay(settings.lookEveryMs, undefined, { signal: this.#stopping.signal }).catch(
          () => undefined,
        );
        continue;
      }
      await this.#serve(this.#session);
    }
    await Promise.all([...this.#slots].map((slot) => slot.close()));
  }

  /** Works under one key until the key is lost or the worker stops. */
  async #serve(session: Session): Promise<void> {
    const { logger, settings } = this.#options;
    logger.info({ worker: session.key }, 'ready for images');
    session.lost.addEventListener('abort', () => {
      logger.warn(
        { worker: session.key, reason: messageOf(session.lost.reason) },
        'the images under way are lost',
      );
      this.#abortOngoing(session.lost.reason);
      this.#wake();
    });
    const over = AbortSignal.any([session.lost, this.#stopping.signal]);
    while (!over.aborted) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      try {
        await this.#lookForWork(session);
      } catch (err) {
        if (!session.lost.aborted)
          logger.error({ err }, 'looking for work failed; it goes on at the next look');
      }
      const waited = new AbortController();
      await Promise.race([
        woken,
        delay(settings.lookEveryMs, undefined, { signal: waited.signal }).catch(() => {}),
      ]);
      waited.abort();
    }
    if (!session.lost.aborted) await this.#finishOngoing();
    this.#session = null;
    await session.close();
  }

  /** Gives the images under way some time to end, and gives back the others. */
  async #finishOngoing(): Promise<void> {
    const ongoing = this.#ongoing().map(({ ended }) => ended);
    const waited = new AbortController();
    const timeUp = delay(this.#options.settings.graceMs, undefined, { signal: waited.signal });
    await Promise.race([Promise.all(ongoing), timeUp.catch(() => undefined)]);
    waited.abort();
    this.#abortOngoing(new Error('the worker is stopping'));
    await Promise.all(ongoing);
  }

  #ongoing(): Attempt[] {
    return [...this.#slots].flatMap(({ ongoing }) => [...ongoing]);
  }

  #abortOngoing(reason: unknown, runIds?: readonly string[]): void {
    for (const { image, abort } of this.#ongoing())
      if (!runIds || runIds.includes(image.runId)) abort.abort(reason);
  }

  async #lookForWork(session: Session): Promise<void> {
    const { settings, logger } = this.#options;
    const freed = await freeAbandonedTasks(session.db, settings.attempts);
    if (freed > 0) logger.warn({ images: freed }, 'images of workers that are gone wait again');
    const ongoingRuns = [...new Set(this.#ongoing().map(({ image }) => image.runId))];
    const cancelled = await listCancelled(session.db, ongoingRuns);
    this.#abortOngoing(new Error('the run was cancelled'), cancelled);

    const jobs = await this.#jobsOf(session, await listRunsWithWork(session.db));
    const now = performance.now();
    for (const slot of this.#slots) {
      const mine = jobs.filter(({ identity }) => identity === slot.identity);
      // Runs that were there before keep their turns.
      slot.jobs = [
        ...slot.jobs.filter((job) => mine.includes(job)),
        ...mine.filter((job) => !slot.jobs.includes(job)),
      ];
      if (mine.length > 0 || !slot.idle) slot.idleSince = now;
    }
    const openable = jobs.filter(({ identity }) => (this.#failedOpenings.get(identity)?.until ?? 0) <= now);
    const plan = planSlots(openable, [...this.#slots], this.#lastOpen, settings, now);
    for (const slot of plan.close) void this.#close(slot);
    for (const job of plan.open) this.#open(job, jobs);
    for (const slot of this.#slots) void this.#fill(session, slot);
    await finishRuns(session.db);
  }

  async #jobsOf(session: Session, runIds: string[]): Promise<Job[]> {
    const jobs: Job[] = [];
    for (const runId of runIds) {
      try {
        const job = this.#jobs.get(runId) ?? (await readJob(session.db, runId));
        this.#jobs.set(runId, job);
        jobs.push(job);
      } catch (error) {
        if (session.lost.aborted) throw error;
        await failRun(session.db, runId, messageOf(error));
      }
    }
    for (const runId of this.#jobs.keys()) if (!runIds.includes(runId)) this.#jobs.delete(runId);
    return jobs;
  }

  #open(job: Job, jobs: readonly Job[]): void {
    const { openModel, logger } = this.#options;
    const model = job.manifest.slug;
    const slot = new ModelSlot(job, openModel, (step) => logger.info({ model }, step));
    slot.jobs = jobs.filter(({ identity }) => identity === slot.identity);
    this.#slots.add(slot);
    void this.#onceOpen(slot);
  }

  async #onceOpen(slot: ModelSlot): Promise<void> {
    const opening = await slot.opened();
    if (slot.leaving) return;
    if ('backend' in opening) this.#failedOpenings.delete(slot.identity);
    else await this.#couldNotOpen(slot, opening.failure);
    this.#wake();
  }

  async #couldNotOpen(slot: ModelSlot, failure: ModelFailure): Promise<void> {
    const { db, logger, settings } = this.#options;
    this.#slots.delete(slot);
    const times = (this.#failedOpenings.get(slot.identity)?.times ?? 0) + 1;
    logger.error(
      { err: failure, model: slot.jobs[0]?.manifest.slug, times },
      'the model could not be opened',
    );
    if (failure.fault === 'passing' && times < settings.attempts) {
      const until = performance.now() + settings.retryAfterMs * 4 ** (times - 1);
      this.#failedOpenings.set(slot.identity, { times, until });
      return;
    }
    this.#failedOpenings.delete(slot.identity);
    for (const { runId } of slot.jobs)
      await failRun(db, runId, failure.message).catch((err: unknown) =>
        logger.error({ err, run: runId }, 'the failure of the run could not be stored'),
      );
  }

  async #close(slot: ModelSlot): Promise<void> {
    if (slot.leaving) return;
    slot.leaving = true;
    // The images that it is working on end first.
    await Promise.all([...slot.ongoing].map(({ ended }) => ended));
    await slot.close().catch((err: unknown) => this.#options.logger.error({ err }, 'a model did not close'));
    this.#lastOpen.set(slot.identity, performance.now());
    this.#slots.delete(slot);
    this.#wake();
  }

  /** Takes images until the model of a slot has as many as it can work on, or its runs have no more. */
  async #fill(session: Session, slot: ModelSlot): Promise<void> {
    if (this.#filling.has(slot)) return;
    this.#filling.add(slot);
    try {
      while (
        slot.free > 0 &&
        slot.jobs.length > 0 &&
        !this.#stopping.signal.aborted &&
        !session.lost.aborted
      ) {
        const limit = Math.ceil(slot.free / slot.jobs.length);
        const job = slot.nextJob();
        if (!job || !slot.backend) break;
        const { runId } = job;
        const provenance =
          slot.provenance.get(runId) ?? (await noteProvenance(session.db, runId, slot.backend.provenance));
        slot.provenance.set(runId, provenance);
        const images = await takeImages(session.db, { runId, key: session.key, limit });
        if (images.length < limit) slot.drop(runId);
        if (session.lost.aborted) break;
        for (const image of images) this.#attempt(session, slot, job, image, provenance);
      }
    } catch (err) {
      if (!session.lost.aborted) {
        this.#options.logger.error({ err }, 'taking images failed');
        // It is not known whether the images were taken.
        session.drop(new Error('the database did not answer while images were taken', { cause: err }));
      }
    } finally {
      this.#filling.delete(slot);
    }
  }

  #attempt(session: Session, slot: ModelSlot, job: Job, image: TakenImage, provenance: string): void {
    const { db, blobs, settings, logger } = this.#options;
    if (!slot.backend) return;
    const abort = new AbortController();
    const attempt: Attempt = { image, abort, ended: Promise.resolve() };
    slot.ongoing.add(attempt);
    const onModelFailure = () => void this.#close(slot);
    const options = {
      db,
      blobs,
      session,
      settings,
      logger,
      backend: slot.backend,
      job,
      provenance,
      onModelFailure,
    };
    attempt.ended = attemptImage(image, abort.signal, options).finally(() => {
      slot.ongoing.delete(attempt);
      slot.idleSince = performance.now();
      if (slot.idle && slot.jobs.length === 0) this.#wake();
      else if (this.#session) void this.#fill(this.#session, slot);
    });
  }
}

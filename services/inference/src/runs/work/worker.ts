import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@fakexplain/database';
import type { Logger } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import type { ModelFailure } from '../../backends/backend.ts';
import type { OpenModel } from '../../backends/open-model.ts';
import { messageOf } from './explain-image.ts';
import { fly } from './fly.ts';
import { freeOrphans } from './free-orphans.ts';
import { Lane, type Flight } from './lane.ts';
import { noteProvenance } from './note-provenance.ts';
import { planPlaces } from './places.ts';
import { failRun, finishRuns, listCancelled, listRunsWithWork, readJob, type Job } from './running-runs.ts';
import { openSession, type Session } from './session.ts';
import type { WorkerSettings } from './settings.ts';
import { takeImages, type TakenImage } from './take-images.ts';

export interface WorkerOptions {
  databaseUrl: string;
  /** For storing what models say. */
  db: Connection['db'];
  blobs: BlobStore;
  openModel: OpenModel;
  settings: WorkerSettings;
  logger: Logger;
}

/**
 * Takes images of running runs, one or several at a time, and stores what their models say of them. Any number of
 * workers may be at it on any number of machines.
 *
 * What is taken belongs to the session under whose key it was taken. A session that ends, because the worker was
 * killed or cut off, leaves its images to whoever looks next; what it says of them later counts no more.
 */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #lanes = new Set<Lane>();
  readonly #jobs = new Map<string, Job>();
  readonly #lastHad = new Map<string, number>();
  /** Models that failed to open in passing, by identity: how often, and until when they are left alone. */
  readonly #unopened = new Map<string, { times: number; until: number }>();
  readonly #stopping = new AbortController();
  readonly #filling = new Set<Lane>();
  #session: Session | null = null;
  #wake = () => {};
  #ended: Promise<void>;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#ended = this.#work();
  }

  /** Whether it holds a key, so that it can take images. */
  get ready(): boolean {
    return this.#session !== null && !this.#session.lost.aborted;
  }

  /** Takes no more; lets what is in flight end for a while, gives the rest back, and closes all models. */
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
    await Promise.all([...this.#lanes].map((lane) => lane.close()));
  }

  /** Works under one key until it is lost or the worker is to stop. */
  async #serve(session: Session): Promise<void> {
    const { logger, settings } = this.#options;
    logger.info({ worker: session.key }, 'ready for images');
    session.lost.addEventListener('abort', () => {
      logger.warn(
        { worker: session.key, reason: messageOf(session.lost.reason) },
        'what is in flight is lost',
      );
      this.#abortFlights(session.lost.reason);
      this.#wake();
    });
    const over = AbortSignal.any([session.lost, this.#stopping.signal]);
    while (!over.aborted) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      try {
        await this.#look(session);
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
    if (!session.lost.aborted) await this.#land();
    this.#session = null;
    await session.close();
  }

  /** Lets what is in flight end in the time allowed, and gives back what does not. */
  async #land(): Promise<void> {
    const flights = this.#flights().map(({ ended }) => ended);
    const waited = new AbortController();
    const timeUp = delay(this.#options.settings.graceMs, undefined, { signal: waited.signal });
    await Promise.race([Promise.all(flights), timeUp.catch(() => undefined)]);
    waited.abort();
    this.#abortFlights(new Error('the worker is stopping'));
    await Promise.all(flights);
  }

  #flights(): Flight[] {
    return [...this.#lanes].flatMap(({ flights }) => [...flights]);
  }

  #abortFlights(reason: unknown, runIds?: readonly string[]): void {
    for (const { image, abort } of this.#flights())
      if (!runIds || runIds.includes(image.runId)) abort.abort(reason);
  }

  async #look(session: Session): Promise<void> {
    const { settings, logger } = this.#options;
    const freed = await freeOrphans(session.db, settings.attempts);
    if (freed > 0) logger.warn({ images: freed }, 'images of workers that are gone wait again');
    const flying = [...new Set(this.#flights().map(({ image }) => image.runId))];
    const cancelled = await listCancelled(session.db, flying);
    this.#abortFlights(new Error('the run was cancelled'), cancelled);

    const jobs = await this.#jobsOf(session, await listRunsWithWork(session.db));
    const now = performance.now();
    for (const lane of this.#lanes) {
      const mine = jobs.filter(({ identity }) => identity === lane.identity);
      // Those that were there keep their turns.
      lane.jobs = [
        ...lane.jobs.filter((job) => mine.includes(job)),
        ...mine.filter((job) => !lane.jobs.includes(job)),
      ];
      if (mine.length > 0 || !lane.idle) lane.idleSince = now;
    }
    const openable = jobs.filter(({ identity }) => (this.#unopened.get(identity)?.until ?? 0) <= now);
    const plan = planPlaces(openable, [...this.#lanes], this.#lastHad, settings, now);
    for (const lane of plan.close) void this.#close(lane);
    for (const job of plan.open) this.#open(job, jobs);
    for (const lane of this.#lanes) void this.#fill(session, lane);
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
    const lane = new Lane(job, openModel, (step) => logger.info({ model }, step));
    lane.jobs = jobs.filter(({ identity }) => identity === lane.identity);
    this.#lanes.add(lane);
    void this.#onceOpen(lane);
  }

  async #onceOpen(lane: Lane): Promise<void> {
    const opening = await lane.opened();
    if (lane.leaving) return;
    if ('backend' in opening) this.#unopened.delete(lane.identity);
    else await this.#couldNotOpen(lane, opening.failure);
    this.#wake();
  }

  async #couldNotOpen(lane: Lane, failure: ModelFailure): Promise<void> {
    const { db, logger, settings } = this.#options;
    this.#lanes.delete(lane);
    const times = (this.#unopened.get(lane.identity)?.times ?? 0) + 1;
    logger.error(
      { err: failure, model: lane.jobs[0]?.manifest.slug, times },
      'the model could not be opened',
    );
    if (failure.fault === 'passing' && times < settings.attempts) {
      const until = performance.now() + settings.retryAfterMs * 4 ** (times - 1);
      this.#unopened.set(lane.identity, { times, until });
      return;
    }
    this.#unopened.delete(lane.identity);
    for (const { runId } of lane.jobs)
      await failRun(db, runId, failure.message).catch((err: unknown) =>
        logger.error({ err, run: runId }, 'that the run has failed could not be noted'),
      );
  }

  async #close(lane: Lane): Promise<void> {
    if (lane.leaving) return;
    lane.leaving = true;
    // What it is at may end first.
    await Promise.all([...lane.flights].map(({ ended }) => ended));
    await lane.close().catch((err: unknown) => this.#options.logger.error({ err }, 'a model did not close'));
    this.#lastHad.set(lane.identity, performance.now());
    this.#lanes.delete(lane);
    this.#wake();
  }

  /** Takes images until all the places of a lane are taken, or its runs have no more. */
  async #fill(session: Session, lane: Lane): Promise<void> {
    if (this.#filling.has(lane)) return;
    this.#filling.add(lane);
    try {
      while (
        lane.free > 0 &&
        lane.jobs.length > 0 &&
        !this.#stopping.signal.aborted &&
        !session.lost.aborted
      ) {
        const limit = Math.ceil(lane.free / lane.jobs.length);
        const job = lane.nextJob();
        if (!job || !lane.backend) break;
        const { runId } = job;
        const provenance =
          lane.provenance.get(runId) ?? (await noteProvenance(session.db, runId, lane.backend.provenance));
        lane.provenance.set(runId, provenance);
        const images = await takeImages(session.db, { runId, key: session.key, limit });
        if (images.length < limit) lane.drop(runId);
        if (session.lost.aborted) break;
        for (const image of images) this.#launch(session, lane, job, image, provenance);
      }
    } catch (err) {
      if (!session.lost.aborted) {
        this.#options.logger.error({ err }, 'taking images failed');
        // Whether the images were taken cannot be told.
        session.drop(new Error('the database did not answer while images were taken', { cause: err }));
      }
    } finally {
      this.#filling.delete(lane);
    }
  }

  #launch(session: Session, lane: Lane, job: Job, image: TakenImage, provenance: string): void {
    const { db, blobs, settings, logger } = this.#options;
    if (!lane.backend) return;
    const abort = new AbortController();
    const flight: Flight = { image, abort, ended: Promise.resolve() };
    lane.flights.add(flight);
    const onModelFailure = () => void this.#close(lane);
    const options = {
      db,
      blobs,
      session,
      settings,
      logger,
      backend: lane.backend,
      job,
      provenance,
      onModelFailure,
    };
    flight.ended = fly(image, abort.signal, options).finally(() => {
      lane.flights.delete(flight);
      lane.idleSince = performance.now();
      if (lane.idle && lane.jobs.length === 0) this.#wake();
      else if (this.#session) void this.#fill(this.#session, lane);
    });
  }
}

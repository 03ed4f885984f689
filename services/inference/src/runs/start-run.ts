import type { inference } from '@fakexplain/contract';
import { recordChange, type Database, type Transaction } from '@fakexplain/database';
import { catalogSchema, inferenceSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { eq, sql } from 'drizzle-orm';
import type { z } from 'zod';
import { decodingOf } from '../models/decoding.ts';
import { findAvailability } from '../models/find-availability.ts';
import { findModel } from '../models/read-models.ts';
import type { Manifest } from '../models/manifest-schema.ts';
import type { ModelRegistry } from '../models/routes.ts';
import { announceRun } from './channel.ts';

const { datasets, runs, sources } = catalogSchema;
const { generations } = inferenceSchema;

type Asked = z.output<typeof inference.newRunSchema>;

/**
 * Makes a run with an image waiting for each that was asked for; workers take it up at once.
 * @returns its id
 * @throws ProblemError `not-found`, `model-not-ready`, `slug-taken`, `run-exists`, `nothing-to-explain`,
 * `invalid-request`
 */
export async function startRun(
  { db, registry, clock }: { db: Database; registry: ModelRegistry; clock: () => Date },
  asked: Asked,
): Promise<string> {
  const model = await findModel(registry, asked.model);
  const { manifest } = model;
  const { ready, reason } = await findAvailability(model, registry);
  if (!ready) throw new ProblemError('model-not-ready', { detail: `${manifest.name}: ${reason}.` });
  const decoding = decodingOfRun(manifest, asked.decoding);
  return db.transaction(async (tx) => {
    const dataset = await findDataset(tx, asked.dataset);
    const sourceId = await ensureSource(tx, manifest);
    const runId = await addRun(tx, {
      sourceId,
      datasetId: dataset.id,
      title: asked.title ?? titleAt(clock()),
    });
    await tx.insert(generations).values({
      runId,
      model: manifest.slug,
      task: manifest.task,
      manifest: model.text,
      manifestSha256: model.sha256,
      decoding,
      fold: asked.fold ?? null,
      imageLimit: asked.limit ?? null,
    });
    const images = await addTasks(tx, runId, dataset.id, asked);
    if (images === 0) {
      const where = asked.fold === undefined ? '' : ` in fold ${asked.fold}`;
      throw new ProblemError('nothing-to-explain', {
        detail: `The dataset ${asked.dataset} has no image${where}.`,
      });
    }
    const after = { ...asked, images };
    await recordChange(tx, { action: 'startRun', subject: { kind: 'run', name: runId }, after });
    await announceRun(tx, runId);
    return runId;
  });
}

function decodingOfRun(manifest: Manifest, changes: Asked['decoding']): inference.Decoding | null {
  if (manifest.task === 'explain') return decodingOf(manifest, changes);
  const [changed] = Object.keys(changes);
  if (changed === undefined) return null;
  throw new ProblemError('invalid-request', {
    detail: `${manifest.name} decodes no text.`,
    errors: [{ path: `body.decoding.${changed}`, message: `has no meaning for the task ${manifest.task}` }],
  });
}

/** To the second, so that runs in a row have names of their own. */
const titleAt = (moment: Date) => `generated ${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;

async function findDataset(tx: Transaction, slug: string) {
  const [dataset] = await tx.select({ id: datasets.id }).from(datasets).where(eq(datasets.slug, slug));
  if (!dataset) throw new ProblemError('not-found', { detail: `There is no dataset ${slug}.` });
  return dataset;
}

/** The model as a source of the catalog; name and description of one that exists stay. */
async function ensureSource(tx: Transaction, manifest: Manifest): Promise<string> {
  const { slug, name, demo, description } = manifest;
  await tx.insert(sources).values({ slug, name, demo, description, kind: 'model' }).onConflictDoNothing();
  const [source] = await tx.select().from(sources).where(eq(sources.slug, slug));
  if (!source) throw new Error(`the source ${slug} vanished while it was made`);
  if (source.kind !== 'model' || source.demo !== demo) {
    const is = source.kind === 'model' ? `a model that is ${source.demo ? 'a' : 'no'} demo` : source.kind;
    throw new ProblemError('slug-taken', {
      detail: `The catalog has a source ${slug} that is ${is}: give the model another slug.`,
    });
  }
  return source.id;
}

async function addRun(
  tx: Transaction,
  run: { sourceId: string; datasetId: string; title: string },
): Promise<string> {
  const [added] = await tx
    .insert(runs)
    .values({ ...run, origin: 'generation' })
    .onConflictDoNothing()
    .returning({ id: runs.id });
  if (added) return added.id;
  throw new ProblemError('run-exists', {
    detail: `This model has a run “${run.title}” on this dataset already: give another title.`,
  });
}

/** @returns how many images are to be explained */
async function addTasks(
  tx: Transaction,
  runId: string,
  datasetId: string,
  { fold, limit }: Asked,
): Promise<number> {
  const added = await tx.execute(sql`
    insert into inference.tasks (run_id, image_sha256)
    select ${runId}, image_sha256 from catalog.dataset_images
    where dataset_id = ${datasetId} ${fold === undefined ? sql`` : sql`and fold = ${fold}`}
    order by image_sha256
    ${limit === undefined ? sql`` : sql`limit ${limit}`}`);
  return added.count;
}

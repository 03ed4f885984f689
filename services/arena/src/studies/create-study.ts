import type { arena } from '@fakexplain/contract';
import {
  recordChange,
  type Database,
  type DatabaseOrTransaction,
  type Transaction,
} from '@fakexplain/database';
import { arenaSchema, catalogSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { inArray } from 'drizzle-orm';

export type NewStudy = arena.StudySettings;
type NewArm = NewStudy['arms'][number];
const { arms, studies, studyDatasets } = arenaSchema;
const { datasets, runs, sources } = catalogSchema;

export interface Places {
  clock: () => Date;
  newId: () => string;
}

/** Of which study a draft is the next version. */
export interface Lineage {
  version: number;
  predecessorId: string;
}

/**
 * Makes a draft; its images and explanations are settled when it is opened.
 * @throws ProblemError `not-found` (dataset, source, run), `invalid-request` (arms' names, sound source, return codes without a limit), `slug-taken`
 */
export const createStudy = (
  db: Database,
  study: NewStudy,
  places: Places,
  action: 'createStudy' | 'duplicateStudy' = 'createStudy',
): Promise<void> => db.transaction((tx) => insertStudy(tx, study, places, { action }));

/** As `createStudy`, in a transaction. @param action what the audit log calls it; `lineage` is of a version that is not the first */
export async function insertStudy(
  tx: Transaction,
  study: NewStudy,
  { clock, newId }: Places,
  { action, lineage }: { action: string; lineage?: Lineage },
): Promise<void> {
  const settled = await settleStudy(tx, study);
  const [made] = await tx
    .insert(studies)
    .values({ ...settingsOf(study, settled), ...lineage, id: newId(), createdAt: clock() })
    .onConflictDoNothing({ target: studies.slug })
    .returning({ id: studies.id });
  if (!made) throw slugTaken(study.slug);
  await insertParts(tx, made.id, settled, newId);
  const subject = { kind: 'study', name: study.slug } as const;
  await recordChange(tx, { action, subject, after: { ...study, ...lineage } });
}

/** The columns of a study that its settings are. */
export const settingsOf = (study: NewStudy, { soundArm }: SettledStudy) => ({
  ...study,
  soundArm,
  withdrawUntil: study.withdrawUntil === null ? null : new Date(study.withdrawUntil),
});

export const slugTaken = (slug: string) =>
  new ProblemError('slug-taken', { detail: `There is a study "${slug}" already.` });

/** What a study's datasets, sources and runs are, found by their names. */
export interface SettledStudy {
  soundArm: number;
  datasetIds: string[];
  arms: Omit<typeof arms.$inferInsert, 'id' | 'studyId'>[];
}

/** @throws ProblemError as `createStudy`, but for the slug */
export async function settleStudy(tx: DatabaseOrTransaction, study: NewStudy): Promise<SettledStudy> {
  if (study.returnCodes && study.ballotsPerRater === null)
    throw new ProblemError('invalid-request', {
      detail: 'Participants of Prolific are paid for a turn that has an end.',
      errors: [{ path: 'body.ballotsPerRater', message: 'Needed where there are return codes' }],
    });
  const slugs = [...new Set(study.datasets)];
  const foundDatasets = await tx.select().from(datasets).where(inArray(datasets.slug, slugs));
  requireAll(
    'datasets',
    slugs,
    foundDatasets.map(({ slug }) => slug),
  );

  const sourceSlugs = [...new Set(study.arms.map(({ source }) => source))];
  const foundSources = await tx.select().from(sources).where(inArray(sources.slug, sourceSlugs));
  requireAll(
    'sources',
    sourceSlugs,
    foundSources.map(({ slug }) => slug),
  );
  const sourceBySlug = new Map(foundSources.map((source) => [source.slug, source]));

  // Sources of one name are told apart by their slugs.
  const sharing = foundSources.filter(({ name }, index) =>
    foundSources.some((other, at) => at !== index && other.name === name),
  );
  const nameOfSource = (source: (typeof foundSources)[number]) =>
    sharing.includes(source) ? `${source.name} (${source.slug})` : source.name;

  const runIds = study.arms.flatMap(({ run }) => run ?? []);
  const foundRuns = runIds.length > 0 ? await tx.select().from(runs).where(inArray(runs.id, runIds)) : [];
  const placed = study.arms.map((arm, position) => {
    const source = sourceBySlug.get(arm.source);
    if (!source) throw new Error(`source ${arm.source} vanished`);
    if (arm.run && !foundRuns.some(({ id, sourceId }) => id === arm.run && sourceId === source.id))
      throw new ProblemError('not-found', { detail: `The source "${arm.source}" has no run ${arm.run}.` });
    return {
      position,
      kind: arm.kind,
      sourceId: source.id,
      runId: arm.run ?? null,
      name: nameOf(arm, nameOfSource(source)),
    };
  });
  requireDistinctNames(placed.map(({ name }) => name));
  return { soundArm: soundArm(study), datasetIds: foundDatasets.map(({ id }) => id), arms: placed };
}

/** Writes the arms and datasets of a study that has none. */
export async function insertParts(
  tx: DatabaseOrTransaction,
  studyId: string,
  settled: SettledStudy,
  newId: () => string,
): Promise<void> {
  await tx.insert(arms).values(settled.arms.map((arm) => ({ ...arm, id: newId(), studyId })));
  await tx.insert(studyDatasets).values(settled.datasetIds.map((datasetId) => ({ studyId, datasetId })));
}

const nameOf = (arm: NewArm, source: string) =>
  arm.name ?? (arm.kind === 'format_control' ? `${source} (format control)` : source);

/** Position of the arm whose explanations are sound. */
function soundArm({ arms, soundSource }: NewStudy): number {
  const position = arms.findIndex(
    ({ kind, source }) => kind === 'source' && (soundSource === undefined || source === soundSource),
  );
  if (position >= 0) return position;
  throw new ProblemError('invalid-request', {
    detail: 'Checks and practice need an arm whose explanations are sound.',
    errors: [
      {
        path: 'body.soundSource',
        message: soundSource ? `No arm of kind "source" shows ${soundSource}` : 'No arm is of kind "source"',
      },
    ],
  });
}

function requireAll(what: string, wanted: string[], found: string[]): void {
  const missing = wanted.filter((slug) => !found.includes(slug));
  if (missing.length > 0)
    throw new ProblemError('not-found', {
      detail: `There are no ${what} ${missing.map((s) => `"${s}"`).join(', ')}.`,
    });
}

function requireDistinctNames(names: string[]): void {
  const errors = names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [{ path: `body.arms.${index}.name`, message: `"${name}" names an arm before it` }]
      : [],
  );
  if (errors.length > 0)
    throw new ProblemError('invalid-request', { detail: 'Arms need names that tell them apart.', errors });
}

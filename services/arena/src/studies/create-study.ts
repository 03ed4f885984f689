import type { arena } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { arenaSchema, catalogSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import type { z } from '@hono/zod-openapi';
import { inArray } from 'drizzle-orm';

type NewStudy = z.output<typeof arena.newStudySchema>;
type NewArm = NewStudy['arms'][number];
const { arms, studies, studyDatasets } = arenaSchema;
const { datasets, runs, sources } = catalogSchema;

interface Places {
  clock: () => Date;
  newId: () => string;
}

/**
 * Makes a draft; its images and explanations are settled when it is opened.
 * @throws ProblemError `not-found` (dataset, source, run), `invalid-request` (arms' names, sound source, return codes without a limit), `slug-taken`
 */
export async function createStudy(db: Database, study: NewStudy, { clock, newId }: Places): Promise<void> {
  if (study.returnCodes && study.ballotsPerRater === null)
    throw new ProblemError('invalid-request', {
      detail: 'Participants of Prolific are paid for a turn that has an end.',
      errors: [{ path: 'body.ballotsPerRater', message: 'Needed where there are return codes' }],
    });
  await db.transaction(async (tx) => {
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
        name: nameOf(arm, source.name),
      };
    });
    requireDistinctNames(placed.map(({ name }) => name));

    const [made] = await tx
      .insert(studies)
      .values({
        ...study,
        id: newId(),
        soundArm: soundArm(study),
        createdAt: clock(),
      })
      .onConflictDoNothing({ target: studies.slug })
      .returning({ id: studies.id });
    if (!made) throw new ProblemError('slug-taken', { detail: `There is a study "${study.slug}" already.` });
    await tx.insert(arms).values(placed.map((arm) => ({ ...arm, id: newId(), studyId: made.id })));
    await tx
      .insert(studyDatasets)
      .values(foundDatasets.map(({ id }) => ({ studyId: made.id, datasetId: id })));
  });
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

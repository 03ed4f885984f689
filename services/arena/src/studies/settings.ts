import { arena } from '@fakexplain/contract';
import type { DatabaseOrTransaction } from '@fakexplain/database';
import { arenaSchema, catalogSchema } from '@fakexplain/database/schema';
import { eq } from 'drizzle-orm';
import { unknownStudy } from './read-study.ts';

const { arms, studies, studyDatasets } = arenaSchema;
const { datasets, sources } = catalogSchema;

/** What a study was made of: making it again of this gives the same. @throws ProblemError `not-found` */
export async function readSettings(db: DatabaseOrTransaction, slug: string): Promise<arena.StudySettings> {
  const [study] = await db.select().from(studies).where(eq(studies.slug, slug));
  if (!study) return unknownStudy(slug);
  const ofArms = await db
    .select({
      source: sources.slug,
      name: arms.name,
      kind: arms.kind,
      run: arms.runId,
      position: arms.position,
    })
    .from(arms)
    .innerJoin(sources, eq(sources.id, arms.sourceId))
    .where(eq(arms.studyId, study.id))
    .orderBy(arms.position);
  const ofDatasets = await db
    .select({ slug: datasets.slug })
    .from(studyDatasets)
    .innerJoin(datasets, eq(datasets.id, studyDatasets.datasetId))
    .where(eq(studyDatasets.studyId, study.id))
    .orderBy(datasets.slug);
  const settings = {
    ...study,
    withdrawUntil: study.withdrawUntil && study.withdrawUntil.toISOString(),
    datasets: ofDatasets.map((dataset) => dataset.slug),
    arms: ofArms.map(({ source, name, kind, run }) => ({ source, name, kind, ...(run && { run }) })),
    soundSource: ofArms[study.soundArm]?.source,
  };
  const { shape } = arena.newStudySchema;
  return arena.newStudySchema.parse(
    Object.fromEntries(Object.entries(settings).filter(([key]) => Object.hasOwn(shape, key))),
  );
}

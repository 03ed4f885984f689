import type { DatabaseOrTransaction } from '@fakexplain/database';
import { arenaSchema, catalogSchema, views } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { asc, eq } from 'drizzle-orm';

const { arms, studies } = arenaSchema;
const { studySummaries } = views;
const { sources } = catalogSchema;

export interface RatedStudy {
  id: string;
  slug: string;
  title: string;
  question: string;
  demo: boolean;
  status: 'draft' | 'open' | 'closed';
  policy: 'balanced' | 'uncertainty';
  equivalenceMargin: number;
  seed: number;
  results: 'hidden' | 'delayed' | 'live';
}

export const noSuchStudy = (slug: string) =>
  new ProblemError('not-found', { detail: `There is no study “${slug}”.` });

/** The study with its slug, or null. */
export async function findRatedStudy(db: DatabaseOrTransaction, slug: string): Promise<RatedStudy | null> {
  const [study] = await db
    .select({
      id: studies.id,
      slug: studies.slug,
      title: studies.title,
      question: studies.question,
      demo: studies.demo,
      status: studies.status,
      policy: studies.policy,
      equivalenceMargin: studies.equivalenceMargin,
      seed: studies.seed,
      results: studySummaries.results,
    })
    .from(studies)
    .innerJoin(studySummaries, eq(studySummaries.id, studies.id))
    .where(eq(studies.slug, slug));
  return study ?? null;
}

export interface RatedArm {
  position: number;
  name: string;
  kind: 'source' | 'format_control';
  source: string;
  demo: boolean;
}

/** The study's arms by position. */
export async function listRatedArms(db: DatabaseOrTransaction, studyId: string): Promise<RatedArm[]> {
  return db
    .select({
      position: arms.position,
      name: arms.name,
      kind: arms.kind,
      source: sources.slug,
      demo: sources.demo,
    })
    .from(arms)
    .innerJoin(sources, eq(sources.id, arms.sourceId))
    .where(eq(arms.studyId, studyId))
    .orderBy(asc(arms.position));
}

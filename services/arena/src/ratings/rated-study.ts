import type { arena } from '@fakexplain/contract';
import type { DatabaseOrTransaction, TransactionSql } from '@fakexplain/database';
import { arenaSchema, plansSchema, views, type KeptPlan } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { eq } from 'drizzle-orm';

const { studies } = arenaSchema;
const { studyPlans } = plansSchema;
const { studySummaries } = views;

export interface RatedStudy {
  id: string;
  slug: string;
  title: string;
  question: string;
  questions: arena.StudyQuestion[];
  strength: boolean;
  reliance: boolean;
  demo: boolean;
  status: 'draft' | 'open' | 'closed';
  policy: 'balanced' | 'uncertainty';
  equivalenceMargin: number;
  seed: number;
  results: 'hidden' | 'delayed' | 'live';
  plan: KeptPlan | null;
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
      questions: studies.questions,
      strength: studies.strength,
      reliance: studies.reliance,
      demo: studies.demo,
      status: studies.status,
      policy: studies.policy,
      equivalenceMargin: studies.equivalenceMargin,
      seed: studies.seed,
      results: studySummaries.results,
      plan: studyPlans.plan,
    })
    .from(studies)
    .innerJoin(studySummaries, eq(studySummaries.id, studies.id))
    .leftJoin(studyPlans, eq(studyPlans.studyId, studies.id))
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
export async function readRatedArms(tx: TransactionSql, studyId: string): Promise<RatedArm[]> {
  return [
    ...(await tx<RatedArm[]>`
      select a.position, a.name, a.kind, s.slug as source, s.demo
      from arena.arms a join catalog.sources s on s.id = a.source_id
      where a.study_id = ${studyId} order by a.position`),
  ];
}

import { recordChange, type Database, type DatabaseOrTransaction } from '@fakexplain/database';
import { arenaSchema, plansSchema } from '@fakexplain/database/schema';
import { and, eq, ne } from 'drizzle-orm';
import {
  insertParts,
  settingsOf,
  settleStudy,
  slugTaken,
  type NewStudy,
  type Places,
  type SettledStudy,
} from './create-study.ts';
import { refuseOpened } from './drafts.ts';
import { unknownStudy } from './read-study.ts';
import { readSettings } from './settings.ts';

const { arms, studies, studyDatasets } = arenaSchema;
const { studyPlans } = plansSchema;

/**
 * Replaces every setting of a draft. A plan that does not fit it any more goes.
 * @throws ProblemError `not-found`, `study-not-draft`, `slug-taken`, and as `createStudy`
 */
export function editDraft(
  db: Database,
  slug: string,
  study: NewStudy,
  { newId }: Pick<Places, 'newId'>,
): Promise<void> {
  return db.transaction(async (tx) => {
    const [draft] = await tx
      .select({ id: studies.id, status: studies.status })
      .from(studies)
      .where(eq(studies.slug, slug))
      .for('update');
    if (!draft) return unknownStudy(slug);
    if (draft.status !== 'draft')
      return refuseOpened(slug, draft.status, ': what was opened stays. Make a version or a duplicate of it');
    const before = await readSettings(tx, slug);
    const settled = await settleStudy(tx, study);
    const [other] = await tx
      .select({ id: studies.id })
      .from(studies)
      .where(and(eq(studies.slug, study.slug), ne(studies.id, draft.id)));
    if (other) throw slugTaken(study.slug);
    await tx.update(studies).set(settingsOf(study, settled)).where(eq(studies.id, draft.id));
    await tx.delete(arms).where(eq(arms.studyId, draft.id));
    await tx.delete(studyDatasets).where(eq(studyDatasets.studyId, draft.id));
    await insertParts(tx, draft.id, settled, newId);
    await dropUnfitPlan(tx, draft.id, { renamed: study.slug !== slug, settled });
    const subject = { kind: 'study', name: slug } as const;
    await recordChange(tx, { action: 'editDraft', subject, before, after: study });
  });
}

/** A plan names two arms, and its hash the study: where either is gone, so is the plan. */
async function dropUnfitPlan(
  tx: DatabaseOrTransaction,
  studyId: string,
  { renamed, settled }: { renamed: boolean; settled: SettledStudy },
): Promise<void> {
  const [kept] = await tx.select().from(studyPlans).where(eq(studyPlans.studyId, studyId));
  const fits = kept?.plan.pair.every((name) => settled.arms.some((arm) => arm.name === name));
  if (kept && (renamed || !fits)) await tx.delete(studyPlans).where(eq(studyPlans.studyId, studyId));
}

import { recordChange, type Sql, type TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { LeftOut } from './leave-out.ts';
import { readStudy, unknownStudy } from './read-study.ts';

export interface Draft {
  id: string;
  seed: number;
  /** Position of the arm that practice takes for sound. */
  soundArm: number;
  requiredPractice: number;
  leaveOut: LeftOut;
}

/**
 * The draft of that slug, which nothing else opens or deletes before the transaction ends.
 * @throws ProblemError `not-found`, `study-not-draft`
 */
export async function lockDraft(tx: TransactionSql, slug: string): Promise<Draft> {
  const [study] = await tx<(Draft & { status: string })[]>`
    select id, status, seed, sound_arm as "soundArm", required_practice as "requiredPractice",
      leave_out as "leaveOut"
    from arena.studies where slug = ${slug} for update`;
  if (!study) return unknownStudy(slug);
  if (study.status !== 'draft') return refuseOpened(slug, study.status);
  return study;
}

/** @throws ProblemError `study-not-draft` */
export function refuseOpened(slug: string, status: string, hint = ''): never {
  throw new ProblemError('study-not-draft', { detail: `The study "${slug}" is ${status}${hint}.` });
}

/**
 * Deletes a study that was never open, so that no rater has seen it.
 * @throws ProblemError `not-found`, `study-not-draft`
 */
export async function deleteDraft(sql: Sql, slug: string): Promise<void> {
  await sql.begin(async (tx) => {
    const { id } = await lockDraft(tx, slug);
    const before = await readStudy(tx, slug);
    await tx`delete from arena.arms where study_id = ${id}`;
    await tx`delete from arena.study_datasets where study_id = ${id}`;
    await tx`delete from arena.invitations where study_id = ${id}`;
    await tx`delete from arena.studies where id = ${id}`;
    await recordChange(tx, { action: 'deleteDraft', subject: { kind: 'study', name: slug }, before });
  });
}

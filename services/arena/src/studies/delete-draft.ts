import type { Sql } from '@fakexplain/database';
import { lockDraft } from './lock-draft.ts';

/**
 * Deletes a study that was never open, of which nobody has seen anything.
 * @throws ProblemError `not-found`, `study-not-draft`
 */
export async function deleteDraft(sql: Sql, slug: string): Promise<void> {
  await sql.begin(async (tx) => {
    const { id } = await lockDraft(tx, slug);
    await tx`delete from arena.arms where study_id = ${id}`;
    await tx`delete from arena.study_datasets where study_id = ${id}`;
    await tx`delete from arena.studies where id = ${id}`;
  });
}

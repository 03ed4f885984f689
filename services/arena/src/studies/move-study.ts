import { recordChange, type TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { unknownStudy } from './read-study.ts';
import { lifeStateOf, moved, type LifeCommand } from './study-life.ts';

interface Move {
  command: LifeCommand;
  at: Date;
  /** Where no person asked for it: what did, for the audit log. */
  because?: object;
}

/**
 * Pauses, resumes, closes, archives or restores a study. After a pause, only ballots that are being drawn at that moment are
 * still given out; after the end, only votes that are being counted are still accepted.
 * @throws ProblemError `not-found`, `study-state-conflict`
 */
export async function moveStudy(
  tx: TransactionSql,
  slug: string,
  { command, at: moment, because }: Move,
): Promise<void> {
  const [study] = await tx<
    { id: string; status: 'draft' | 'open' | 'closed'; paused: boolean; archived: boolean }[]
  >`
    select id, status, paused_at is not null as paused, archived_at is not null as archived
    from arena.studies where slug = ${slug} for update`;
  if (!study) return unknownStudy(slug);
  const move = moved(slug, lifeStateOf(study), command);
  if ('refused' in move) throw new ProblemError('study-state-conflict', { detail: move.refused });
  const at = moment.toISOString();
  const changes = {
    paused: tx`paused_at = ${at}::timestamptz`,
    open: tx`paused_at = null`,
    closed:
      command === 'restore'
        ? tx`archived_at = null`
        : tx`status = 'closed', closed_at = ${at}::timestamptz, paused_at = null`,
    archived: tx`archived_at = ${at}::timestamptz`,
    draft: tx`status = status`,
  };
  await tx`update arena.studies set ${changes[move.to]} where id = ${study.id}`;
  await recordChange(tx, {
    action: `${command}Study`,
    subject: { kind: 'study', name: slug },
    before: { state: lifeStateOf(study) },
    after: { state: move.to, ...because },
  });
}

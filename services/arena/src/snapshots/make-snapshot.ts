import type { arena } from '@fakexplain/contract';
import { recordChange, type Sql, type TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { unknownStudy } from '../studies/read-study.ts';
import { listSnapshots } from './list-snapshots.ts';

/**
 * Gives a vote of a study a name, for good.
 * @throws ProblemError `not-found` where there is no such study or vote, `snapshot-exists` where the name is taken
 */
export async function makeSnapshot(
  sql: Sql,
  slug: string,
  { name, note, sequence }: arena.NewSnapshot,
  now: Date,
): Promise<arena.Snapshot> {
  return sql.begin(async (tx) => {
    const [study] = await tx<{ id: string; title: string }[]>`
      select id, title from arena.studies where slug = ${slug}`;
    if (!study) return unknownStudy(slug);
    const [vote] = await tx<{ sequence: number }[]>`
      select sequence::int from arena.votes
      where study_id = ${study.id} and ${sequence === undefined ? tx`true` : tx`sequence = ${sequence}`}
      order by arena.votes.sequence desc limit 1`;
    if (!vote)
      throw new ProblemError('not-found', {
        detail:
          sequence === undefined
            ? `“${study.title}” has no votes yet: a snapshot is the name of one.`
            : `“${study.title}” has no vote with the sequence number ${sequence}.`,
      });
    const made = await tx`
      insert into arena.snapshots (study_id, name, sequence, note, made_at)
      values (${study.id}, ${name}, ${vote.sequence}, ${note}, ${now.toISOString()})
      on conflict do nothing`;
    if (made.count === 0)
      throw new ProblemError('snapshot-exists', {
        detail: `“${study.title}” has a snapshot of the name “${name}”. Choose another name; the note of the one that is there can be changed.`,
      });
    const after = await readSnapshot(tx, slug, name);
    await recordChange(tx, { action: 'makeSnapshot', subject: { kind: 'study', name: slug }, after });
    return after;
  });
}

/**
 * Replaces the note of a snapshot.
 * @throws ProblemError `not-found`
 */
export async function editSnapshot(
  sql: Sql,
  { study, snapshot }: { study: string; snapshot: string },
  note: string,
): Promise<arena.Snapshot> {
  return sql.begin(async (tx) => {
    const before = await readSnapshot(tx, study, snapshot);
    await tx`
      update arena.snapshots n set note = ${note} from arena.studies s
      where s.id = n.study_id and s.slug = ${study} and n.name = ${snapshot}`;
    const after = await readSnapshot(tx, study, snapshot);
    await recordChange(tx, {
      action: 'editSnapshot',
      subject: { kind: 'study', name: study },
      before,
      after,
    });
    return after;
  });
}

async function readSnapshot(tx: TransactionSql, study: string, name: string): Promise<arena.Snapshot> {
  const found = (await listSnapshots(tx, study)).find((snapshot) => snapshot.name === name);
  if (!found)
    throw new ProblemError('not-found', {
      detail: `The study “${study}” has no snapshot of the name “${name}”.`,
    });
  return found;
}

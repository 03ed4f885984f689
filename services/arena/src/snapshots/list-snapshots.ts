import type { arena } from '@fakexplain/contract';
import type { SqlOrTransaction } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { beginning } from '../ledger/chain.ts';
import { unknownStudy } from '../studies/read-study.ts';

type Row = Omit<arena.Snapshot, 'ledger' | 'castAt' | 'madeAt'> & {
  castAt: string;
  madeAt: string;
  position: number | null;
  hash: string | null;
};

/**
 * The named votes of a study, in their order.
 * @throws ProblemError `not-found`
 */
export async function listSnapshots(sql: SqlOrTransaction, slug: string): Promise<arena.Snapshot[]> {
  const [study] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${slug}`;
  if (!study) return unknownStudy(slug);
  const rows = await sql<Row[]>`
    select s.name, s.note, s.sequence::int, v.cast_at as "castAt", s.made_at as "madeAt", e.position,
      encode(e.hash, 'hex') as hash
    from arena.snapshots s
    join arena.votes v on v.study_id = s.study_id and v.sequence = s.sequence
    left join arena.ledger_entries e on e.subject = v.id and e.kind = 'vote'
    where s.study_id = ${study.id} order by s.sequence, s.made_at, s.name`;
  return rows.map(({ position, hash, castAt, madeAt, ...snapshot }) => ({
    ...snapshot,
    castAt: new Date(castAt).toISOString(),
    ledger: { position: position ?? 0, hash: hash ?? beginning },
    madeAt: new Date(madeAt).toISOString(),
  }));
}

/**
 * Sequence number of the vote that a snapshot names.
 * @throws ProblemError `not-found` where the study has no such snapshot
 */
export async function sequenceOf(
  sql: SqlOrTransaction,
  { id, title }: { id: string; title: string },
  name: string,
): Promise<number> {
  const [found] = await sql<{ sequence: number }[]>`
    select sequence::int from arena.snapshots where study_id = ${id} and name = ${name}`;
  if (!found)
    throw new ProblemError('not-found', { detail: `“${title}” has no snapshot of the name “${name}”.` });
  return found.sequence;
}

import type { arena } from '@fakexplain/contract';
import type { Sql, SqlOrTransaction, TransactionSql } from '@fakexplain/database';
import { beginning } from './chain.ts';
import {
  contentOf,
  nameOfRater,
  readExclusionEvents,
  readVoteEvents,
  readWithdrawalEvents,
  type Event,
} from './events.ts';

interface EntryRow extends Omit<arena.LedgerEntry, 'state' | 'content'> {
  subject: string;
  raterId: string;
  nonce: string | null;
  /** Of a withdrawal: where its rater has entries before it. */
  withdrawn: number[] | null;
}

/** How far a study's ledger was sealed, or its entry of the vote with a sequence number. */
export async function readLedgerHead(
  sql: SqlOrTransaction,
  studyId: string,
  sequence: number | null = null,
): Promise<arena.LedgerHead> {
  const [head] = await (sequence === null
    ? sql<arena.LedgerHead[]>`
        select position, encode(head, 'hex') as hash from arena.ledgers where study_id = ${studyId}`
    : sql<arena.LedgerHead[]>`
        select e.position, encode(e.hash, 'hex') as hash from arena.votes v
        join arena.ledger_entries e on e.subject = v.id and e.kind = 'vote'
        where v.study_id = ${studyId} and v.sequence = ${sequence}`);
  return head ?? { position: 0, hash: beginning };
}

/**
 * Entries of a study's ledger, with what they say read from where it happened, so that a row which was changed since does not have
 * the hash any more.
 * @param isTold whether contents may be told
 */
export async function readLedger(
  sql: Sql,
  studyId: string,
  { after, limit, isTold }: { after: number; limit: number; isTold: boolean },
): Promise<arena.Ledger> {
  return sql.begin('isolation level repeatable read read only', async (tx) => {
    const head = await readLedgerHead(tx, studyId);
    const [ledger] = await tx<{ raterKey: Uint8Array }[]>`
      select rater_key as "raterKey" from arena.ledgers where study_id = ${studyId}`;
    if (!ledger) return { head, entries: [] };
    const rows = await tx<EntryRow[]>`
      select e.position, e.kind, e.subject, e.rater_id as "raterId", encode(e.nonce, 'hex') as nonce,
        encode(e.content_hash, 'hex') as "contentHash", encode(e.hash, 'hex') as hash,
        case when e.kind = 'withdrawal' then array(
          select o.position from arena.ledger_entries o
          where o.rater_id = e.rater_id and o.kind <> 'withdrawal' and o.position < e.position order by o.position
        ) end as withdrawn
      from arena.ledger_entries e
      where e.study_id = ${studyId} and e.position > ${after} order by e.position limit ${limit}`;
    const events = await readEvents(tx, rows);
    const entries = rows.map(
      ({ position, kind, subject, raterId, nonce, withdrawn, ...hashes }): arena.LedgerEntry => {
        const event = events.get(`${kind} ${subject}`);
        const of = { position, kind, ...hashes };
        if (nonce === null || event?.isWithdrawn) return { ...of, state: 'withdrawn', content: null };
        if (!event) return { ...of, state: 'missing', content: null };
        if (!isTold) return { ...of, state: 'withheld', content: null };
        const rater = nameOfRater(ledger.raterKey, raterId);
        const content = contentOf(event, { rater, withdrawn: withdrawn ?? undefined, nonce });
        return { ...of, state: 'told', content };
      },
    );
    return { head, entries };
  });
}

async function readEvents(tx: TransactionSql, rows: readonly EntryRow[]): Promise<Map<string, Event>> {
  const subjects = (...kinds: EntryRow['kind'][]) =>
    rows.filter(({ kind }) => kinds.includes(kind)).map(({ subject }) => subject);
  const [votes, exclusions, withdrawals] = [
    subjects('vote'),
    subjects('exclusion', 'readmission'),
    subjects('withdrawal'),
  ];
  const events = [
    ...(await readVoteEvents(tx, tx`v.id = any(${votes})`, votes.length)),
    ...(await readExclusionEvents(tx, tx`x.id = any(${exclusions})`)),
    ...(await readWithdrawalEvents(tx, tx`w.rater_id = any(${withdrawals})`)),
  ];
  return new Map(events.map((event) => [`${event.kind} ${event.subject}`, event]));
}

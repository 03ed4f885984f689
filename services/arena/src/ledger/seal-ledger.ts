import { hash, randomBytes } from 'node:crypto';
import type { Sql, TransactionSql } from '@fakexplain/database';
import { hashOfEntry } from './chain.ts';
import {
  contentOf,
  nameOfRater,
  readExclusionEvents,
  readVoteEvents,
  readWithdrawalEvents,
  type Event,
} from './events.ts';

/** Votes that are sealed in one transaction: their hashes hold the event loop for some milliseconds. */
const mostAtOnce = 250;
/** Milliseconds after which a vote that was cast is there for all to see: far longer than any transaction takes. */
const settledMs = 120_000;
/** PostgreSQL's code of what another transaction changed meanwhile. */
const serializationFailure = '40001';

interface LedgerRow {
  raterKey: Uint8Array;
  position: number;
  head: string;
  through: number;
  newest: number;
}

/**
 * Adds to a study's ledger whatever happened and has no entry yet: votes in the order of acceptance, then exclusions, readmissions
 * and withdrawals. Entries of raters who have withdrawn lose their nonces. Who finds another at it leaves it to them.
 * @returns how many entries were added
 */
export async function sealLedger(
  sql: Sql,
  studyId: string,
  now: Date,
  signal?: AbortSignal,
): Promise<number> {
  for (let added = 0; ;) {
    const some = await sealSome(sql, studyId, now);
    added += some;
    if (some < mostAtOnce || signal?.aborted) return added;
  }
}

async function sealSome(sql: Sql, studyId: string, now: Date): Promise<number> {
  const moment = now.toISOString();
  await sql`
    insert into arena.ledgers (study_id, rater_key, position, head, through, newest, sealed_at)
    values (${studyId}, ${randomBytes(32)}, 0, ${Buffer.alloc(32)}, 0, 0, ${moment})
    on conflict do nothing`;
  try {
    // One state of the database: with a withdrawal all votes that it takes back are seen.
    return await sql.begin('isolation level repeatable read', async (tx) => {
      const [ledger] = await tx<LedgerRow[]>`
        select rater_key as "raterKey", position, encode(head, 'hex') as head, through::int, newest::int
        from arena.ledgers where study_id = ${studyId} for update skip locked`;
      if (!ledger) return 0;
      const votes = await readVoteEvents(
        tx,
        tx`v.study_id = ${studyId} and v.sequence > ${ledger.through}
          and not exists (select from arena.ledger_entries e where e.subject = v.id and e.kind = 'vote')`,
        mostAtOnce,
      );
      const isAll = votes.length < mostAtOnce;
      const others = isAll ? await readOtherEvents(tx, studyId) : [];
      const head = await addEntries(tx, studyId, ledger, [...votes, ...others]);
      const settled = new Date(now.getTime() - settledMs).toISOString();
      // Of many votes the next look begins where this one ended, not with the first vote.
      const looked = isAll ? Number.MAX_SAFE_INTEGER : (votes.at(-1)?.sequence ?? 0);
      await tx`
        update arena.ledgers set position = ${head.position}, head = decode(${head.hash}, 'hex'), sealed_at = ${moment},
          newest = ${Math.max(ledger.newest, ...votes.map(({ sequence }) => sequence))},
          through = coalesce((
            select v.sequence from arena.votes v
            where v.study_id = ${studyId} and v.sequence <= ${looked} and v.cast_at < ${settled}
            order by v.sequence desc limit 1), through)
        where study_id = ${studyId}`;
      return votes.length + others.length;
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === serializationFailure) return 0;
    throw error;
  }
}

const readOtherEvents = async (tx: TransactionSql, studyId: string): Promise<Event[]> => [
  ...(await readExclusionEvents(
    tx,
    tx`x.study_id = ${studyId}
      and not exists (select from arena.ledger_entries e where e.subject = x.id and e.kind = x.kind)`,
  )),
  ...(await readWithdrawalEvents(
    tx,
    tx`w.study_id = ${studyId}
      and not exists (select from arena.ledger_entries e where e.subject = w.rater_id and e.kind = 'withdrawal')`,
  )),
];

/** @returns the new head */
async function addEntries(
  tx: TransactionSql,
  studyId: string,
  ledger: LedgerRow,
  events: Event[],
): Promise<{ position: number; hash: string }> {
  const withdrawing = events.filter(({ kind }) => kind === 'withdrawal').map(({ raterId }) => raterId);
  const positions = await readPositions(tx, withdrawing);
  let { position, head } = ledger;
  const entries = events.map((event) => {
    position += 1;
    const { kind, subject, raterId, isWithdrawn } = event;
    const nonce = randomBytes(16).toString('hex');
    const withdrawn = kind === 'withdrawal' ? (positions.get(raterId) ?? []) : undefined;
    const content = contentOf(event, { rater: nameOfRater(ledger.raterKey, raterId), withdrawn, nonce });
    const contentHash = hash('sha256', content);
    head = hashOfEntry({ position, kind, contentHash }, head);
    if (!withdrawn) positions.get(raterId)?.push(position);
    return {
      position,
      kind,
      subject,
      rater_id: raterId,
      nonce: isWithdrawn ? null : nonce,
      content_hash: contentHash,
      hash: head,
    };
  });
  if (entries.length > 0)
    await tx`
      insert into arena.ledger_entries (study_id, position, kind, subject, rater_id, nonce, content_hash, hash)
      select ${studyId}::uuid, e.position, e.kind, e.subject, e.rater_id, decode(e.nonce, 'hex'), decode(e.content_hash, 'hex'),
        decode(e.hash, 'hex')
      from json_to_recordset(${JSON.stringify(entries)}::text::json) as e(position int, kind arena.ledger_entry_kind,
        subject uuid, rater_id uuid, nonce text, content_hash text, hash text)`;
  if (withdrawing.length > 0)
    await tx`
      update arena.ledger_entries set nonce = null
      where rater_id = any(${withdrawing}) and kind <> 'withdrawal' and nonce is not null`;
  return { position, hash: head };
}

/** Where raters have entries already, in order. */
async function readPositions(tx: TransactionSql, raters: string[]): Promise<Map<string, number[]>> {
  const rows = await tx<{ raterId: string; position: number }[]>`
    select rater_id as "raterId", position from arena.ledger_entries
    where rater_id = any(${raters}) and kind <> 'withdrawal' order by position`;
  const positions = new Map(raters.map((rater): [string, number[]] => [rater, []]));
  for (const { raterId, position } of rows) positions.get(raterId)?.push(position);
  return positions;
}

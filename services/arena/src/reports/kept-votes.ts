import { packedText, type Read, type TransactionSql } from '@fakexplain/database';
import type { SharedVotes } from '@fakexplain/database/packed-votes';

/** The packed votes of a study as a transaction sees them. */
export interface StudyVotes {
  /** What everything made of them holds for: changes whenever a vote does. */
  state: string;
  /** Those of all raters, or of those for whom it is true, in the order of their ids. */
  of: (isWanted?: (rater: string) => boolean) => SharedVotes;
}

/** Reads a study's packed votes. Transactions that read the same study must follow one another. */
export type ReadVotes = (tx: TransactionSql, run: Read, studyId: string) => Promise<StudyVotes>;

interface RaterVotes {
  id: string;
  /** Number of the transaction that wrote the votes. */
  written: number;
  start: number;
  length: number;
}

interface Kept {
  /** In the order of their ids. */
  raters: RaterVotes[];
  /** Never written over: threads may read what is there while more is added. */
  bytes: Uint8Array<SharedArrayBuffer>;
  used: number;
  /** No transaction with a number below it was running when the votes were read. */
  horizon: bigint;
}

interface ChangedVotes {
  id: string;
  written: string;
  packed: string;
}

interface Snapshot {
  raters: number;
  /** Sum over raters of the numbers of the transactions that wrote their votes: another version of a row has a greater one. */
  written: string;
  horizon: string;
}

/** Most bytes kept of all studies together, 16 million votes. */
const mostBytes = 128 * 1024 ** 2;
/** Milliseconds after which what nobody asked for is dropped. */
const idleMs = 60_000;
/** Transactions are numbered with 64 bits, of which rows hold the lower half. */
const epoch = 2n ** 32n;

/**
 * Keeps packed votes in memory that threads share. Of a study that was read before, only the votes of raters who voted since are
 * read again: rows of transactions that had not ended then. That nothing else has changed is seen from the sum of what is kept;
 * otherwise everything is read.
 */
export function keptVotes(): ReadVotes {
  const studies = new Map<string, { kept: Kept; idle: NodeJS.Timeout }>();

  const keep = (studyId: string, kept: Kept) => {
    clearTimeout(studies.get(studyId)?.idle);
    studies.delete(studyId);
    studies.set(studyId, { kept, idle: setTimeout(() => studies.delete(studyId), idleMs).unref() });
    let bytes = [...studies.values()].reduce((sum, { kept }) => sum + kept.bytes.byteLength, 0);
    for (const [oldest, { kept, idle }] of studies) {
      if (bytes <= mostBytes) return;
      clearTimeout(idle);
      studies.delete(oldest);
      bytes -= kept.bytes.byteLength;
    }
  };

  return async (tx, run, studyId) => {
    const [snapshot] = await run(tx<Snapshot[]>`
      select count(*)::int as raters, coalesce(sum(xmin::text::bigint), 0)::text as written,
        pg_snapshot_xmin(pg_current_snapshot())::text as horizon
      from arena.rater_counts where study_id = ${studyId}`);
    if (!snapshot) throw new Error('a count gave no row');
    const horizon = BigInt(snapshot.horizon);
    const changed = (since: bigint) =>
      run(tx<ChangedVotes[]>`
        select v.rater_id as id, v.xmin::text as written,
          ${packedText(tx, { votes: tx`v.packed_votes`, rater: tx`v.rater_id` })} as packed
        from arena.rater_counts v where v.study_id = ${studyId} and v.xmin::text::bigint >= ${String(since % epoch)}`);
    // What another answer reads meanwhile is added to first.
    let before: Kept | undefined;
    let rows: ChangedVotes[];
    do {
      before = studies.get(studyId)?.kept;
      if (before && before.horizon / epoch !== horizon / epoch) before = undefined;
      rows = await changed(before?.horizon ?? 0n);
    } while (before && studies.get(studyId)?.kept !== before);
    let kept = add(before ?? nothing(), rows, horizon);
    if (!isOf(kept, snapshot)) kept = add(nothing(), await changed(0n), horizon);
    keep(studyId, kept);
    return {
      state: JSON.stringify([snapshot.raters, snapshot.written]),
      of: (isWanted) => share(kept, isWanted),
    };
  };
}

const nothing = (): Kept => ({ raters: [], bytes: room(0), used: 0, horizon: 0n });

const room = (bytes: number) => new Uint8Array(new SharedArrayBuffer(bytes));

const isOf = ({ raters }: Kept, { raters: count, written }: Snapshot): boolean =>
  raters.length === count && raters.reduce((sum, rater) => sum + rater.written, 0) === Number(written);

function add(kept: Kept, rows: readonly ChangedVotes[], horizon: bigint): Kept {
  const needed = rows.reduce((sum, { packed }) => sum + packed.length / 2, 0);
  const { raters, bytes, used } = kept.used + needed <= kept.bytes.length ? kept : withRoom(kept, needed);
  const byId = new Map(raters.map((rater) => [rater.id, rater]));
  const writable = Buffer.from(bytes.buffer);
  let end = used;
  for (const { id, written, packed } of rows) {
    const length = writable.write(packed, end, 'hex');
    byId.set(id, { id, written: Number(written), start: end, length });
    end += length;
  }
  const all = [...byId.values()];
  const inOrder = all.length > raters.length ? all.toSorted((x, y) => (x.id < y.id ? -1 : 1)) : all;
  return { raters: inOrder, bytes, used: end, horizon };
}

/** The same in another place, without what was replaced, and with an eighth more room than is needed now. */
function withRoom({ raters, bytes: from, horizon }: Kept, needed: number): Kept {
  const live = raters.reduce((sum, { length }) => sum + length, 0);
  const bytes = room(Math.ceil((live + needed) * 1.125));
  let used = 0;
  const moved = raters.map((rater) => {
    bytes.set(from.subarray(rater.start, rater.start + rater.length), used);
    used += rater.length;
    return { ...rater, start: used - rater.length };
  });
  return { raters: moved, bytes, used, horizon };
}

function share({ raters, bytes }: Kept, isWanted: (rater: string) => boolean = () => true): SharedVotes {
  const wanted = raters.filter(({ id }) => isWanted(id));
  return {
    bytes,
    starts: Int32Array.from(wanted, ({ start }) => start),
    lengths: Int32Array.from(wanted, ({ length }) => length),
  };
}

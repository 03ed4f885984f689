import { randomBytes } from 'node:crypto';
import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import type { RowGroup } from '@fakexplain/service-kit/parquet';
import type { Threads } from '@fakexplain/service-kit/threads';
import { encodingPage } from './encode/encode-page.ts';
import { beginningOf, columnsOf, endOf } from './file-parts.ts';
import { lookUpByKey, readNewestVote, readVotePage, type WantedVotes } from './read-vote-pages.ts';
import { streamOf } from './stream-of.ts';

export interface WantedFile {
  study: WantedVotes['study'];
  format: arena.VoteFormat;
  withoutExcluded: boolean;
  /** Whether raters keep their ids. */
  stableRaters: boolean;
}

export interface VoteFile {
  /** Sequence number of the newest vote of the state that is written. */
  sequence: number;
  stream: ReadableStream<Uint8Array>;
}

interface Tools {
  /** A pool with `exportsAtOnce` connections for files alone. */
  sql: Sql;
  encoding: Pick<Threads, 'run'>;
}

export type ExportVotes = (wanted: WantedFile) => Promise<VoteFile>;

/** Files that are made at once: each holds a connection. */
export const exportsAtOnce = 3;
/** Megabytes of the heap of the thread that encodes pages, each of which it drops at once. */
export const heapOfEncoding = 32;
/** Votes that are read and encoded together, some hundred kilobytes, so that what is thrown away dies young; of Parquet more, since each part has dictionaries of its own. */
const votesOfPage = (format: arena.VoteFormat) => (format === 'parquet' ? 4_000 : 1_000);
/** Milliseconds for which a file waits for its reader. */
const patience = 60_000;

/**
 * Writes votes of one state of the database, as fast as they are taken, in memory that does not grow with them: the database
 * reads one page while a thread encodes the one before.
 *
 * @throws ProblemError `not-ready` where as many files are being made as may
 */
export function voteExporter(tools: Tools): ExportVotes {
  let running = 0;
  return async (wanted) => {
    if (running >= exportsAtOnce)
      throw new ProblemError('not-ready', {
        detail: 'As many files are being made as can be at once. Try again in a moment.',
        headers: { 'retry-after': '5' },
      });
    running += 1;
    let sequence = 0;
    const parts = fileParts(tools, wanted, {
      begin: (newest) => (sequence = newest),
      end: () => (running -= 1),
    });
    // Once it has begun, it ends in order wherever it is left.
    const { value: beginning } = await parts.next();
    return { sequence, stream: streamOf(parts, beginning ?? new Uint8Array(), patience) };
  };
}

/** The bytes of a file, first those before its rows, which may be none. @param begin is told the newest vote before them */
async function* fileParts(
  { sql, encoding }: Tools,
  { study, format, withoutExcluded, stableRaters }: WantedFile,
  { begin, end }: { begin: (newest: number) => void; end: () => void },
): AsyncGenerator<Uint8Array, void> {
  const columns = columnsOf(format);
  const key = stableRaters ? null : randomBytes(32).toString('hex');
  const votes = { study, withoutExcluded, onlyCounted: format === 'arena-rank' || format === 'fastchat' };
  let connection: Awaited<ReturnType<Sql['reserve']>> | undefined;
  let reading: Promise<unknown> | undefined;
  try {
    const tx = (connection = await sql.reserve());
    const read = (after: number) => {
      const page = readVotePage(tx, votes, {
        columns: columns.map(({ name }) => name),
        after,
        size: votesOfPage(format),
      });
      reading = page.catch(() => undefined);
      return page;
    };
    await tx`begin isolation level repeatable read read only`;
    await lookUpByKey(tx);
    const sequence = await readNewestVote(tx, study.id);
    begin(sequence);
    yield new TextEncoder().encode(beginningOf(format));
    let next = read(0);
    const groups: RowGroup[] = [];
    let offset = 0;
    for (let page = await next; page !== null; page = await next) {
      next = read(page.last);
      const task = { format, columns, page: page.cells, key, offset, isFirst: offset === 0 };
      const { bytes, group } = await encoding.run(encodingPage, task);
      if (bytes.length === 0) continue;
      offset += bytes.length;
      if (group) groups.push(group);
      yield bytes;
    }
    const about = { study: study.slug, sequence: String(sequence), columns: JSON.stringify(columns) };
    const last = endOf(format, { offset, groups, about });
    if (last.length > 0) yield last;
  } finally {
    await reading;
    await connection?.unsafe('rollback').catch(() => undefined);
    connection?.release();
    end();
  }
}

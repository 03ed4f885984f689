import { hash } from 'node:crypto';
import type { arena } from '@fakexplain/contract';
import { z } from 'zod';
import { beginning, hashOfEntry } from './chain.ts';

/** A ledger as far as it was read. */
export interface Verified {
  /** Entries that are chained as they should be. */
  entries: number;
  /** Hash of the last of them. */
  head: string;
  /** Of them, those whose content was read and is what was hashed. */
  told: number;
  /** Positions of entries that are said to be withdrawn, and that no withdrawal has named so far. */
  unnamed: ReadonlySet<number>;
  /** The first entries that are not as they were sealed, in words; at most 20. */
  faults: string[];
}

export const nothingVerified: Verified = {
  entries: 0,
  head: beginning,
  told: 0,
  unnamed: new Set(),
  faults: [],
};

const mostFaults = 20;

/**
 * Goes on checking a ledger: entries must follow one another, each hash must follow from the entry before, and what an entry says
 * must be what was hashed. An entry without content is checked by its place in the chain alone.
 */
export function verifyEntries(before: Verified, entries: readonly arena.LedgerEntry[]): Verified {
  const faults = [...before.faults];
  const unnamed = new Set(before.unnamed);
  let { entries: last, head, told } = before;
  for (const entry of entries) {
    const fault = faultOf(entry, last, head);
    if (fault && faults.length < mostFaults) faults.push(`Entry ${entry.position} (${entry.kind}): ${fault}`);
    if (entry.content !== null && !fault) told += 1;
    if (entry.state === 'withdrawn') unnamed.add(entry.position);
    for (const position of withdrawnBy(entry)) unnamed.delete(position);
    last = entry.position;
    head = entry.hash;
  }
  return { entries: last, head, told, unnamed, faults };
}

function faultOf(entry: arena.LedgerEntry, last: number, head: string): string | null {
  if (entry.position !== last + 1) return `follows entry ${last}; entries between are missing.`;
  if (entry.hash !== hashOfEntry(entry, head)) return 'its hash does not follow from the entry before.';
  if (entry.state === 'missing') return 'what it says is not there any more.';
  if (entry.content === null) return null;
  return hash('sha256', entry.content) === entry.contentHash ? null : 'what it says is not what was sealed.';
}

const withdrawalSchema = z.object({ withdrawn: z.array(z.int()) });

function withdrawnBy({ kind, content }: arena.LedgerEntry): number[] {
  if (kind !== 'withdrawal' || content === null) return [];
  return withdrawalSchema.parse(JSON.parse(content)).withdrawn;
}

import { hash } from 'node:crypto';
import type { arena } from '@fakexplain/contract';
import { canonicalJson } from '../canonical-json.ts';

/** What the first entry of a ledger is chained to. */
export const beginning = '0'.repeat(64);

/** Hash of an entry: of its place, its kind, the hash of what it says, and the entry before. */
export const hashOfEntry = (
  { position, kind, contentHash }: Pick<arena.LedgerEntry, 'position' | 'kind' | 'contentHash'>,
  previous: string,
): string => hash('sha256', canonicalJson({ position, kind, contentHash, previous }));

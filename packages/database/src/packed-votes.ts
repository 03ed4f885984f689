import type { PendingQuery, Row } from 'postgres';
import type { TransactionSql } from './client.ts';

/** Current votes of any kind, as columns of equal length; a rater's votes stand together. */
export interface UnpackedVotes {
  /** Numbers raters from 0 in the order in which they come. */
  rater: Int32Array;
  /** Position in the study. */
  image: Int32Array;
  /** Positions of the arms. */
  left: Int16Array;
  right: Int16Array;
  /** Index into `voteKinds`. */
  kind: Uint8Array;
  /** Index into `voteChoices`. */
  choice: Uint8Array;
  /** By rater, a number that stays the rater's, whoever else votes: the first 32 bits of the id. */
  raterKeys: Uint32Array;
}

/** What a packed vote answers, in the order of its code; checks by the side of their sound explanation. */
export const voteKinds = ['regular', 'repeat', 'check-left', 'check-right'] as const;
export const voteChoices = ['left', 'right', 'tie', 'neither'] as const;

export const regularVote = voteKinds.indexOf('regular');
export const repeatedVote = voteKinds.indexOf('repeat');

/** Bytes of a vote, and of the rater's key before all of them. */
const voteBytes = 8;
const keyBytes = 4;

type Fragment = PendingQuery<Row[]>;

/**
 * The packed votes of a rater as a text, in hexadecimal. Texts are handed to a thread as they are, so that the thread that answers
 * requests neither reads nor copies single votes.
 *
 * @param votes a `bytea`; @param rater the rater's id, a `uuid`
 */
export const packedText = (tx: TransactionSql, { votes, rater }: Record<'votes' | 'rater', Fragment>) => tx`
  encode(substring(uuid_send(${rater}) for ${keyBytes}) || ${votes}, 'hex')`;

/** The packed votes of a study, a row a rater. @param raters a condition on a row `v` of `arena.rater_votes`; all where it is left out */
export const packedVotesOf = (tx: TransactionSql, studyId: string, raters: Fragment = tx`true`) =>
  tx<{ packed: string }[]>`
    select ${packedText(tx, { votes: tx`v.packed_votes`, rater: tx`v.rater_id` })} as packed
    from arena.rater_votes v where v.study_id = ${studyId} and ${raters} order by v.rater_id`;

/** @param packed of each rater, as `packedText` gives it */
export function unpackVotes(packed: readonly string[]): UnpackedVotes {
  const sizes = packed.map((text) => (text.length / 2 - keyBytes) / voteBytes);
  const size = sizes.reduce((sum, own) => sum + own, 0);
  const votes: UnpackedVotes = {
    rater: new Int32Array(size),
    image: new Int32Array(size),
    left: new Int16Array(size),
    right: new Int16Array(size),
    kind: new Uint8Array(size),
    choice: new Uint8Array(size),
    raterKeys: new Uint32Array(packed.length),
  };
  const bytes = Buffer.alloc(keyBytes + sizes.reduce((most, own) => Math.max(most, own), 0) * voteBytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let row = 0;
  for (const [rater, text] of packed.entries()) {
    const end = row + (sizes[rater] ?? 0);
    bytes.write(text, 'hex');
    votes.raterKeys[rater] = view.getUint32(0);
    for (let at = keyBytes; row < end; row += 1, at += voteBytes) {
      const rest = view.getUint32(at + 4);
      votes.rater[row] = rater;
      votes.image[row] = view.getUint32(at);
      votes.left[row] = rest >>> 18;
      votes.right[row] = (rest >>> 4) & 0x3fff;
      votes.kind[row] = (rest >>> 2) & 3;
      votes.choice[row] = rest & 3;
    }
  }
  return votes;
}

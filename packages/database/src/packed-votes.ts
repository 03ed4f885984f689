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
  /** Of the question that was asked for; index into `voteChoices`. */
  choice: Uint8Array;
  /** By rater, a number that stays the rater's, whoever else votes: the first 32 bits of the id. */
  raterKeys: Uint32Array;
}

/** What a packed vote answers, in the order of its code; checks by the side of their sound explanation. */
export const voteKinds = ['regular', 'repeat', 'check-left', 'check-right'] as const;
export const voteChoices = ['left', 'right', 'tie', 'neither'] as const;
/** What else a packed vote may say, in the order of its code; undefined where the study does not ask for it. */
export const voteStrengths = [undefined, 'slight', 'clear', 'much'] as const;
export const voteVerdicts = [undefined, 'real', 'generated', 'cannot-tell'] as const;

export const regularVote = voteKinds.indexOf('regular');
export const repeatedVote = voteKinds.indexOf('repeat');

/** Bytes of a vote, and of the rater's key before all of them. */
const voteBytes = 8;
const keyBytes = 4;

/** Packed votes in memory that threads share. */
export interface SharedVotes {
  bytes: Uint8Array<SharedArrayBuffer>;
  /** By rater: where the key and the votes begin, and how many bytes they are. */
  starts: Int32Array;
  lengths: Int32Array;
}

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

/** How strong preferences are, and what raters take images for: of the same votes as `UnpackedVotes`, in the same order. */
export interface UnpackedExtras {
  /** Index into `voteStrengths`. */
  strength: Uint8Array;
  /** Indexes into `voteVerdicts`. */
  before: Uint8Array;
  after: Uint8Array;
}

/**
 * @param packed of each rater, as `packedText` gives it, or the same in shared memory
 * @param question whose answers are the choices: 0 for the study's main one, 1 to 3 for those after it, in their order
 */
export function unpackVotes(packed: readonly string[] | SharedVotes, question = 0): UnpackedVotes {
  const { bytes, starts, lengths } = 'bytes' in packed ? packed : inBytes(packed);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = lengths.reduce((sum, length) => sum + (length - keyBytes) / voteBytes, 0);
  const votes: UnpackedVotes = {
    rater: new Int32Array(size),
    image: new Int32Array(size),
    left: new Int16Array(size),
    right: new Int16Array(size),
    kind: new Uint8Array(size),
    choice: new Uint8Array(size),
    raterKeys: new Uint32Array(starts.length),
  };
  let row = 0;
  for (let rater = 0; rater < starts.length; rater += 1) {
    const start = starts[rater] ?? 0;
    const end = start + (lengths[rater] ?? 0);
    votes.raterKeys[rater] = view.getUint32(start);
    for (let at = start + keyBytes; at < end; row += 1, at += voteBytes) {
      const rest = view.getUint32(at + 4);
      votes.rater[row] = rater;
      votes.image[row] = view.getUint32(at);
      votes.left[row] = (rest >>> 18) & 0xff;
      votes.right[row] = (rest >>> 4) & 0xff;
      votes.kind[row] = (rest >>> 2) & 3;
      votes.choice[row] = (question === 0 ? rest : rest >>> (24 + 2 * question)) & 3;
    }
  }
  return votes;
}

/** @param packed as `unpackVotes` takes it */
export function unpackExtras(packed: readonly string[] | SharedVotes): UnpackedExtras {
  const { bytes, starts, lengths } = 'bytes' in packed ? packed : inBytes(packed);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = lengths.reduce((sum, length) => sum + (length - keyBytes) / voteBytes, 0);
  const extras: UnpackedExtras = {
    strength: new Uint8Array(size),
    before: new Uint8Array(size),
    after: new Uint8Array(size),
  };
  let row = 0;
  for (let rater = 0; rater < starts.length; rater += 1) {
    const start = starts[rater] ?? 0;
    const end = start + (lengths[rater] ?? 0);
    for (let at = start + keyBytes; at < end; row += 1, at += voteBytes) {
      const rest = view.getUint32(at + 4);
      extras.strength[row] = (rest >>> 16) & 3;
      extras.before[row] = (rest >>> 14) & 3;
      extras.after[row] = (rest >>> 12) & 3;
    }
  }
  return extras;
}

function inBytes(packed: readonly string[]): Omit<SharedVotes, 'bytes'> & { bytes: Uint8Array } {
  const lengths = Int32Array.from(packed, (text) => text.length / 2);
  const starts = new Int32Array(packed.length);
  for (let rater = 1; rater < starts.length; rater += 1)
    starts[rater] = (starts[rater - 1] ?? 0) + (lengths[rater - 1] ?? 0);
  const bytes = Buffer.alloc((starts.at(-1) ?? 0) + (lengths.at(-1) ?? 0));
  for (const [rater, text] of packed.entries()) bytes.write(text, starts[rater] ?? 0, 'hex');
  return { bytes, starts, lengths };
}

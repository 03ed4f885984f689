import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from '@fakexplain/database';
import { makeFolder } from '../folders/make-folder.ts';
import { byImage, readTallies } from '../training-pairs/read-tallies.ts';
import { requireTold } from '../training-pairs/require-told.ts';
import { shareOfVotes, type VoteShare } from './share-of-votes.ts';

export interface ExportVoteShares {
  study: string;
  /** Folder that is made; it must not be there, or be empty. */
  out: string;
  /** What samples are called: by the hash of their image, or its path in its dataset. */
  ids: 'sha256' | 'path';
  signal?: AbortSignal;
}

/**
 * Writes a file for each source of a study, with the share of votes that its explanation of each image won, as `precomputed_scores` of
 * inspect reads them. Only what the public may be told.
 *
 * @returns how many images each source has
 * @throws ProblemError as `requireTold` and `makeFolder`
 */
export async function exportVoteShares(
  { sql }: { sql: Sql },
  { study, out, ids, signal }: ExportVoteShares,
): Promise<Map<string, number>> {
  return makeFolder(sql, out, async (tx, folder) => {
    const { id: studyId } = await requireTold(tx, study, false);
    const files = new Map<string, FileHandle>();
    const counts = new Map<string, number>();
    try {
      const tallies = readTallies(tx, { studyId, withWithheld: false, otherStudies: 'as-others' });
      for await (const image of byImage(tallies)) {
        signal?.throwIfAborted();
        for (const share of shareOfVotes(image)) {
          const { source } = share;
          const file = files.get(source) ?? (await open(join(folder, `${source}.jsonl`), 'wx'));
          files.set(source, file);
          await file.writeFile(`${JSON.stringify(precomputedScore(share, study, ids))}\n`);
          counts.set(source, (counts.get(source) ?? 0) + 1);
        }
      }
    } finally {
      for (const file of files.values()) await file.close();
    }
    return counts;
  });
}

/** A record of inspect’s `precomputed_scores`. */
function precomputedScore(
  { image, path, won, votes, low, high }: VoteShare,
  study: string,
  ids: ExportVoteShares['ids'],
) {
  return {
    id: ids === 'path' ? path : image,
    value: won / votes,
    explanation: `${won} of ${votes} votes preferred it to another explanation`,
    metadata: { study, won, votes, low, high, level: 0.95, interval: 'clopper-pearson' },
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { boardOfFile } from '../testing/board-of-file.ts';
import { closeRatings } from '../testing/close-ratings.ts';

/** What the Python package is tested on: files of votes beside the leaderboards of then (RECOUNT_GOLDEN=write in recount.db.test.ts). */
const golden = join(import.meta.dirname, '../../../../packages/python/tests/golden');
const read = (name: string) => readFileSync(join(golden, name), 'utf8');
const boardsSchema = z.object({ ignore: arena.leaderboardSchema, apply: arena.leaderboardSchema });

test.each(['usual', 'separated', 'disconnected'])('the kernels make the golden ratings: %s', (name) => {
  const csv = read(`recount-${name}.csv`);
  const boards = boardsSchema.parse(JSON.parse(read(`recount-${name}.json`)));
  for (const exclusions of ['ignore', 'apply'] as const) {
    const { stamp, status, ratings } = boardOfFile(csv, exclusions === 'apply');
    expect({ status, method: stamp.method }).toEqual({
      status: boards[exclusions].status,
      method: boards[exclusions].stamp.method,
    });
    closeRatings(ratings, boards[exclusions].ratings);
  }
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arena, call, send } from '@fakexplain/contract';
import { fillCatalog, type Catalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { uniformSource } from '@fakexplain/statistics/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { boardOfFile } from '../testing/board-of-file.ts';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';
import { closeRatings } from '../testing/close-ratings.ts';

/** Where RECOUNT_GOLDEN=write puts the files that the Python package is tested on. */
const golden = join(import.meta.dirname, '../../../../packages/python/tests/golden');

let service: TestArena;
let catalog: Catalog;
beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, {
    name: 'recounted',
    images: 18,
    sources: ['one', 'two', 'three', 'four', 'five'],
  });
});
afterAll(() => service.close());

type Choose = (left: number, right: number, random: number) => arena.Choice;
const won = (left: boolean) => (left ? 'left' : 'right');

/** Studies that a leaderboard can say all about, some about, and two things about that it cannot compare. */
const studies: Record<string, { arms: number; choose: Choose }> = {
  'recount-usual': {
    arms: 4,
    choose: (left, right, random) => {
      if (random < 0.12) return 'tie';
      if (random < 0.18) return 'neither';
      return won((random - 0.18) / 0.82 < 1 / (1 + Math.exp((left - right) * 0.9)));
    },
  },
  // The last arm loses always, the first to the second alone.
  'recount-separated': {
    arms: 5,
    choose: (left, right, random) => {
      if (left === 4 || right === 4) return won(right === 4);
      if (left === 0 || right === 0) return left + right === 1 ? won(random < 0.5) : won(left === 0);
      return won(random < 0.5 + (right - left) * 0.1);
    },
  },
  // Votes link the first two arms, and the last two, which are not linked with each other.
  'recount-disconnected': {
    arms: 4,
    choose: (left, right, random) => (left < 2 === right < 2 ? won(random < 0.6) : 'neither'),
  },
};

/** Votes of eight raters, with corrections, the last of whom is excluded. */
async function vote(slug: string, choose: Choose) {
  const random = uniformSource(7);
  for (let number = 0; number < 8; number += 1) {
    const rater = await service.enrol(slug);
    const lean = (random() - 0.5) * 0.3;
    for (;;) {
      const [ballot] = (await draw(rater, slug)).ballots;
      if (!ballot) break;
      const [shown] = await service.database.sql<{ left: number; right: number }[]>`
        select left_arm as left, right_arm as right from arena.ballots where id = ${ballot.id}`;
      const answer = () =>
        choose(shown?.left ?? 0, shown?.right ?? 0, Math.min(0.999, Math.max(0, random() + lean)));
      service.clock.pass(5);
      await cast(rater, ballot.id, { choice: answer(), reasons: ['text'], responseMs: 4_000 });
      if (random() < 0.05) await cast(rater, ballot.id, { choice: answer() });
    }
    if (number < 7) continue;
    const body = { rater: rater.rater, reason: 'told so, in a test' };
    await call(arena.excludeRater, { params: { study: slug }, body }, service.maintainer);
  }
}

test.each(Object.entries(studies))(
  '%s: the file of votes holds all that its ratings are made of',
  async (slug, { arms, choose }) => {
    const settings = { slug, repeatShare: 0.08, checkShare: 0.05, correctionWindowS: 3_600 };
    await service.openStudy(newStudy({ ...catalog, sources: catalog.sources.slice(0, arms) }, settings));
    await vote(slug, choose);
    const params = { study: slug };
    const read = (exclusions: 'ignore' | 'apply') =>
      call(arena.readLeaderboard, { params, query: { exclusions, pairs: 'none' } }, service.as());
    const csv = await (
      await send(arena.exportVotes, { params, query: { format: 'csv' } }, service.as())
    ).text();
    const boards = { ignore: await read('ignore'), apply: await read('apply') };
    for (const exclusions of ['ignore', 'apply'] as const) {
      const { ratings, status, votes } = boardOfFile(csv, exclusions === 'apply');
      expect({ status, votes }).toEqual({
        status: boards[exclusions].status,
        votes: boards[exclusions].votes,
      });
      closeRatings(ratings, boards[exclusions].ratings);
    }
    if (process.env['RECOUNT_GOLDEN'] !== 'write') return;
    await writeFile(join(golden, `${slug}.csv`), csv);
    await writeFile(join(golden, `${slug}.json`), `${JSON.stringify(boards, null, 1)}\n`);
  },
);

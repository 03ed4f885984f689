import { arena, call } from '@fakexplain/contract';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;

beforeAll(async () => {
  service = await startArena();
});
afterAll(() => service.close());

test('everyone who agreed is told by what became of them, once', async () => {
  const catalog = await fillCatalog(service.database.db, { images: 12, sources: ['one', 'two'] });
  const study = newStudy(catalog, { results: 'live', embargo: 'nothing', ballotsPerRater: 2 });
  await service.openStudy(study);
  const params = { study: study.slug };
  const vote = async (votes: number) => {
    const rater = await service.enrol(study.slug);
    for (let number = 0; number < votes; number += 1)
      await cast(rater, (await draw(rater, study.slug)).ballots[0]?.id ?? '', { choice: 'left' });
    return rater;
  };
  await call(arena.enrol, { params, body: { consent: true } }, service.as());
  await vote(0);
  const [, , excluded, ended, gone, readmitted] = [
    await vote(2),
    await vote(1),
    await vote(2),
    await vote(1),
    await vote(2),
    await vote(1),
  ];
  const exclude = (rater: string) =>
    call(arena.excludeRater, { params, body: { rater, reason: 'Ten a second.' } }, service.maintainer);
  await exclude(excluded.rater);
  await call(
    arena.withdrawExclusion,
    { params: { ...params, exclusion: (await exclude(readmitted.rater)).id } },
    service.maintainer,
  );
  await call(arena.endRater, { params }, ended.as);
  await call(arena.withdrawRater, { params }, gone.as);
  const flow = await call(arena.readRaterFlow, { params }, service.as());
  expect(flow).toEqual({
    agreed: 8,
    withdrawn: 1,
    practised: 6,
    screenedOut: 0,
    voted: 5,
    complete: 2,
    ended: 1,
    excluded: 1,
    counted: 4,
  });
  const board = await call(arena.readLeaderboard, { params, query: { exclusions: 'apply' } }, service.as());
  expect(board.raters).toBe(flow.counted);
});

test('it is told where results are', async () => {
  const catalog = await fillCatalog(service.database.db, { images: 6, sources: ['three', 'four'] });
  const study = newStudy(catalog, { results: 'hidden' });
  await service.openStudy(study);
  const params = { study: study.slug };
  await expect(call(arena.readRaterFlow, { params }, service.as())).rejects.toThrow(
    /shown when it is closed/,
  );
  expect(await call(arena.readRaterFlow, { params }, service.maintainer)).toMatchObject({ agreed: 0 });
});

import { arena, call } from '@fakexplain/contract';
import { fillCatalog, type Catalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 12, sources: ['one', 'two', 'three'] });
});
afterAll(() => service.close());

const list = async (study: string, as = service.as()) =>
  (await call(arena.listEntrants, { params: { study } }, as)).entrants;

async function vote(study: string, votes: number) {
  const rater = await service.enrol(study);
  for (let number = 0; number < votes; number += 1)
    await cast(rater, (await draw(rater, study)).ballots[0]?.id ?? '', { choice: 'left' });
}

test('the arms of every version that was opened are told, those too that were left out since, and how often each was shown', async () => {
  const study = newStudy(catalog, { results: 'live', embargo: 'nothing', repeatShare: 0, checkShare: 0 });
  await service.openStudy(study);
  await vote(study.slug, 9);
  const params = { study: study.slug };
  await call(arena.closeStudy, { params }, service.maintainer);
  const next = await call(arena.makeVersion, { params, body: {} }, service.maintainer);
  const settings = await call(arena.readSettings, { params: { study: next.slug } }, service.maintainer);
  const arms = settings.arms.filter(({ source }) => source !== study.arms[2]?.source);
  await call(
    arena.editDraft,
    { params: { study: next.slug }, body: { ...settings, arms } },
    service.maintainer,
  );
  const [first, second, third] = study.arms.map(({ source }) => source);
  expect((await list(next.slug)).map(({ version, source }) => [version, source])).toEqual([
    [1, first],
    [1, second],
    [1, third],
  ]);
  await call(arena.openStudy, { params: { study: next.slug } }, service.maintainer);
  await vote(next.slug, 4);
  service.clock.pass(120);

  const entrants = await list(study.slug);
  expect(entrants).toEqual(await list(next.slug));
  expect(
    entrants.map(({ version, study: of, source, isLeftOut }) => [version, of, source, isLeftOut]),
  ).toEqual([
    [1, study.slug, first, false],
    [1, study.slug, second, false],
    [1, study.slug, third, true],
    [2, next.slug, first, false],
    [2, next.slug, second, false],
  ]);
  // Counted from the ballots themselves.
  for (const { study: of, position, exposure, enteredBy } of entrants) {
    const [counted] = await service.database.sql<{ shown: number; ballots: number }[]>`
      select count(*)::int as ballots, (count(*) filter (where ${position} in (b.left_arm, b.right_arm)))::int as shown
      from arena.ballots b join arena.studies s on s.id = b.study_id where s.slug = ${of} and b.kind = 'regular'`;
    expect(exposure).toEqual(counted);
    // That somebody did it is everyone's to know, who is not.
    expect(enteredBy).toEqual({ kind: expect.any(String), name: null });
  }
  const told = await list(study.slug, service.maintainer);
  expect(told.map(({ enteredBy }) => typeof enteredBy?.name)).toEqual(told.map(() => 'string'));
});

test('how often arms were shown is told where results are, as pairs may be drawn by them', async () => {
  const study = newStudy(catalog, { results: 'hidden' });
  await service.openStudy(study);
  await vote(study.slug, 2);
  const exposures = async (as = service.as()) => (await list(study.slug, as)).map(({ exposure }) => exposure);
  expect(await exposures()).toEqual([null, null, null]);
  expect((await exposures(service.maintainer)).map((exposure) => exposure?.ballots)).toEqual([2, 2, 2]);
});

test('a draft has entered nothing yet; what is no study has no register', async () => {
  const study = newStudy(catalog, {});
  await call(arena.createStudy, { body: study }, service.maintainer);
  expect(await list(study.slug)).toEqual([]);
  await expect(list('no-such-study')).rejects.toThrow(/no study/);
});

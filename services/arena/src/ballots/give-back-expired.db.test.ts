import { ServiceProblem } from '@fakexplain/contract';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countedDraws, recountedDraws } from '../testing/recount.ts';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';
import { giveBackExpired } from './give-back-expired.ts';

let service: TestArena;
beforeAll(async () => {
  service = await startArena();
});
afterAll(() => service.close());

async function imageOf(ballot: string): Promise<number> {
  const [row] = await service.database.sql<{ image: number }[]>`
    select image_position as image from arena.ballots where id = ${ballot}`;
  return row?.image ?? -1;
}

/** A rater of their own for each ballot, as in a study of one ballot a rater. */
async function drawOne(study: string) {
  const rater = await service.enrol(study);
  const [ballot] = (await draw(rater, study)).ballots;
  if (!ballot) throw new Error('no ballot');
  return { rater, ballot: ballot.id, image: await imageOf(ballot.id) };
}

async function recount(study: string): Promise<void> {
  const { sql } = service.database;
  const now = service.clock.now();
  const [{ id = '' } = {}] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${study}`;
  await giveBackExpired(sql, id, now);
  expect(await countedDraws(sql, study)).toEqual(await recountedDraws(sql, study, now));
}

test('an image whose ballots were left gets nearly all of the next ones, until it has caught up', async () => {
  const catalog = await fillCatalog(service.database.db, { images: 2, sources: ['one', 'two'] });
  const { slug } = await service.openStudy(newStudy(catalog, { ballotTtlS: 60, ballotsPerRater: 1 }));
  const first = [0, 0];
  for (let round = 0; round < 20; round += 1) {
    const { rater, ballot, image } = await drawOne(slug);
    first[image] = (first[image] ?? 0) + 1;
    if (image === 1) await cast(rater, ballot, { choice: 'left' });
  }
  expect(Math.min(...first)).toBeGreaterThanOrEqual(8);
  service.clock.pass(65);
  let abandoned = 0;
  for (let round = 0; round < 20; round += 1) {
    const { rater, ballot, image } = await drawOne(slug);
    abandoned += Number(image === 0);
    await cast(rater, ballot, { choice: 'left' });
  }
  expect(abandoned).toBeGreaterThanOrEqual(14);
  await recount(slug);
});

test('whoever draws and never answers moves nothing that lasts', async () => {
  const catalog = await fillCatalog(service.database.db, { images: 6, sources: ['one', 'two', 'three'] });
  const { slug } = await service.openStudy(newStudy(catalog, { ballotTtlS: 60 }));
  for (let bot = 0; bot < 15; bot += 1) await draw(await service.enrol(slug), slug, 3);
  const { sql } = service.database;
  expect((await countedDraws(sql, slug)).length).toBeGreaterThan(0);
  service.clock.pass(60);
  await recount(slug);
  expect(await countedDraws(sql, slug)).toEqual([]);
  expect(await sql`select from arena.open_ballots`).toHaveLength(0);
});

test('answers that race with the expiry of their ballots', async () => {
  const catalog = await fillCatalog(service.database.db, { images: 40, sources: ['one', 'two', 'three'] });
  const { slug } = await service.openStudy(newStudy(catalog, { ballotTtlS: 60 }));
  for (let round = 0; round < 4; round += 1) {
    const drawn = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const rater = await service.enrol(slug);
        return { rater, ballots: (await draw(rater, slug, 3)).ballots };
      }),
    );
    // The votes carry a moment before the expiry, the draws that give back one after it.
    const votes = drawn.flatMap(({ rater, ballots }) =>
      ballots.map(({ id }) =>
        cast(rater, id, { choice: 'left' }).then(
          ({ status }) => status,
          (error: unknown) => (error instanceof ServiceProblem ? error.slug : error),
        ),
      ),
    );
    service.clock.pass(60);
    const draws = drawn.map(({ rater }) => draw(rater, slug));
    const outcomes = new Set(await Promise.all(votes));
    await Promise.all(draws);
    expect([...outcomes].filter((one) => one !== 201 && one !== 'ballot-expired')).toEqual([]);
    await recount(slug);
  }
});

test('an answer whose ballot was given back by a clock ahead counts as drawn again', async () => {
  const catalog = await fillCatalog(service.database.db, { images: 4, sources: ['one', 'two'] });
  const { slug } = await service.openStudy(newStudy(catalog, { ballotTtlS: 60 }));
  const { rater, ballot } = await drawOne(slug);
  const { sql } = service.database;
  const [{ id = '' } = {}] = await sql<{ id: string }[]>`select id from arena.studies where slug = ${slug}`;
  service.clock.pass(59);
  await giveBackExpired(sql, id, new Date(service.clock.now().getTime() + 2_000));
  expect(await countedDraws(sql, slug)).toEqual([]);
  expect((await cast(rater, ballot, { choice: 'right' })).status).toBe(201);
  await recount(slug);
  expect(await countedDraws(sql, slug)).toHaveLength(1);
});

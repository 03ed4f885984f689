import { arena, send } from '@fakexplain/contract';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let study: string;

beforeAll(async () => {
  service = await startArena();
  const catalog = await fillCatalog(service.database.db, { images: 12, sources: ['one', 'two'] });
  ({ slug: study } = await service.openStudy(newStudy(catalog)));
});
afterAll(() => service.close());

/** A rater with two ballots, who does one thing after another. */
async function begin() {
  const rater = await service.enrol(study);
  const [first, second] = (await draw(rater, study, 2)).ballots.map(({ id }) => id);
  if (!first || !second) throw new Error('no ballots');
  const look = (ballot: string) => send(arena.readBallotImage, { params: { ballot } }, rater.as);
  const vote = (ballot: string, choice: arena.Choice = 'left') =>
    cast(rater, ballot, { choice, responseMs: 120_000, loadingMs: 400 });
  const times = async (ballot: string) =>
    service.database.sql<{ server: number | null; response: number; loading: number }[]>`
      select server_ms as server, response_ms as response, loading_ms as loading
      from arena.votes where ballot_id = ${ballot} order by revision`;
  return { first, second, look, vote, times, pass: service.clock.pass };
}

test('the time on a ballot begins when its image is first asked for', async () => {
  const { first, look, vote, times, pass } = await begin();
  pass(30);
  await look(first);
  pass(7);
  await look(first);
  pass(2);
  await vote(first);
  // Whatever the browser says stands beside it.
  expect([...(await times(first))]).toEqual([{ server: 9_000, response: 120_000, loading: 400 }]);
});

test('where the image was fetched ahead, it begins with the answer before', async () => {
  const { first, second, look, vote, times, pass } = await begin();
  await look(first);
  await look(second);
  pass(20);
  await vote(first);
  pass(0.7);
  await vote(second);
  expect((await times(second))[0]?.server).toBe(700);
});

test('without the image it begins with the drawing, and a correction has none', async () => {
  const { first, vote, times, pass } = await begin();
  pass(3);
  await vote(first);
  pass(5);
  await vote(first, 'right');
  expect((await times(first)).map(({ server }) => server)).toEqual([3_000, null]);
});

import { arena, call, send, ServiceProblem } from '@fakexplain/contract';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from './testing/start-arena.ts';

const vote = { burst: 60, perMinute: 60 };
let service: TestArena;
let study: string;

beforeAll(async () => {
  service = await startArena({
    buckets: { enrol: { burst: 3, perMinute: 1 }, draw: { burst: 90, perMinute: 60 }, vote },
  });
  const catalog = await fillCatalog(service.database.db, { images: 40, sources: ['one', 'two'] });
  ({ slug: study } = await service.openStudy(newStudy(catalog)));
});
afterAll(() => service.close());

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: unknown) => {
      if (error instanceof ServiceProblem && error.slug === 'too-many-requests') return error;
      throw error;
    },
  );

test('a minute of one client at full speed costs it its votes beyond the limit, and an honest rater elsewhere nothing', async () => {
  const bot = await service.enrol(study, '203.0.113.66');
  const honest = await service.enrol(study, '198.51.100.7');
  const [target] = (await draw(bot, study)).ballots;
  let taken = 0;
  const refused: ServiceProblem[] = [];
  let honestVotes = 0;
  for (let second = 0; second < 60; second += 1) {
    for (let go = 0; go < 25; go += 1) {
      const choice = go % 2 ? 'left' : 'right';
      const problem = await refusal(cast(bot, target?.id ?? '', { choice }));
      if (problem) refused.push(problem);
      else taken += 1;
    }
    if (second % 3 === 0) {
      const [ballot] = (await draw(honest, study)).ballots;
      if (!ballot) throw new Error('no ballot');
      expect((await cast(honest, ballot.id, { choice: 'tie' })).status).toBe(201);
      honestVotes += 1;
    }
    service.clock.pass(1);
  }
  expect(honestVotes).toBe(20);
  expect(taken).toBeLessThanOrEqual(vote.burst + vote.perMinute);
  expect(taken).toBeGreaterThanOrEqual(vote.burst + vote.perMinute - 1);
  expect(refused).toHaveLength(1_500 - taken);
  for (const { retryAfterS, message } of refused) {
    expect(retryAfterS).toBe(1);
    expect(message).toMatch(/^Your network has sent more votes than .* Go on in 1 s\.$/);
  }
});

test('a vote held back is taken, with the same key, once the time has come', async () => {
  const rater = await service.enrol(study, '203.0.113.77');
  const ballots = (await draw(rater, study, 3)).ballots.map(({ id }) => id);
  const last = ballots[2] ?? '';
  // Others of the same network use the tokens up.
  for (let n = 0; n < vote.burst; n += 1)
    await cast(rater, ballots[0] ?? '', { choice: n % 2 ? 'left' : 'tie' });
  const problem = await refusal(cast(rater, last, { choice: 'left' }, 'the-same-key'));
  service.clock.pass(problem?.retryAfterS ?? 0);
  expect((await cast(rater, last, { choice: 'left' }, 'the-same-key')).status).toBe(201);
});

test('whoever enrols again and again is put off, by network; another address of it does not help', async () => {
  const enrol = (address: string) =>
    call(arena.enrol, { params: { study }, body: { consent: true } }, service.as(undefined, address));
  const own = ['2001:db8:5:5::1', '2001:db8:5:5:ffff::2', '2001:db8:5:5:1:2:3:4'];
  for (const address of own) await enrol(address);
  expect(await refusal(enrol('2001:db8:5:5::99'))).toMatchObject({ retryAfterS: 60 });
  expect(await refusal(enrol('2001:db8:5:6::1'))).toBeNull();
  const [kept] = await service.database.sql<{ networks: number; raters: number }[]>`
    select count(distinct network)::int as networks, count(*)::int as raters from arena.raters
    where network in (select network from arena.raters group by network having count(*) = 3)`;
  expect(kept).toEqual({ networks: 1, raters: 3 });
});

test('X-Forwarded-For counts where a trusted proxy sends it, from the right, and nowhere else', async () => {
  const rater = await service.enrol(study, '192.0.2.200');
  const from = (remoteAddress: string, forwarded: string) =>
    refusal(
      send(
        arena.drawBallots,
        { params: { study }, body: {} },
        {
          ...rater.as,
          fetch: async (input, init) => {
            const request = new Request(input, init);
            request.headers.set('x-forwarded-for', forwarded);
            return service.app.request(request, undefined, { incoming: { socket: { remoteAddress } } });
          },
        },
      ),
    );
  // One who forges a new address each time is one network, and uses up its own tokens.
  let forged = 0;
  for (let n = 0; n < 100; n += 1) forged += Number((await from('203.0.113.9', `10.1.2.${n}`)) === null);
  expect(forged).toBe(90);
  let invented = 0;
  for (let n = 0; n < 100; n += 1)
    invented += Number((await from('127.0.0.1', `10.1.2.${n}, 203.0.113.10`)) === null);
  expect(invented).toBe(90);
  expect(await from('127.0.0.1', '198.51.100.99')).toBeNull();
});

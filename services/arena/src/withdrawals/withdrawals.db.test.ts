import { randomUUID } from 'node:crypto';
import { accessOf, arena, call, send, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countedRaters, recountedRaters } from '../testing/recount-raters.ts';
import {
  countedDraws,
  countedVotes,
  recountedCurrent,
  recountedDraws,
  recountedVotes,
  unpackedCurrent,
} from '../testing/recount.ts';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 12, sources: ['one', 'two'] });
});
afterAll(() => service.close());

type Rater = Awaited<ReturnType<TestArena['enrol']>>;

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );

async function open(changes: Partial<arena.NewStudy> = {}) {
  const study = newStudy(catalog, { repeatShare: 0.2, checkShare: 0.2, ...changes });
  await service.openStudy(study);
  return { slug: study.slug, params: { study: study.slug } };
}

async function vote(
  rater: Rater,
  slug: string,
  answer: Partial<arena.NewVote> = {},
  key: string = randomUUID(),
) {
  const [ballot] = (await draw(rater, slug)).ballots;
  if (!ballot) throw new Error('nothing was drawn');
  await cast(rater, ballot.id, { choice: 'left', responseMs: 5_000, ...answer }, key);
  return ballot.id;
}

const withdraw = (rater: { as: Rater['as'] }, study: string) =>
  call(arena.withdrawRater, { params: { study } }, rater.as);

async function expectRecount(slug: string) {
  const { sql } = service.database;
  expect(await countedVotes(sql, slug)).toEqual(await recountedVotes(sql, slug));
  expect(await unpackedCurrent(sql, slug)).toEqual(await recountedCurrent(sql, slug));
  expect(await countedRaters(sql, slug)).toEqual(await recountedRaters(sql, slug));
  expect(await countedDraws(sql, slug)).toEqual(await recountedDraws(sql, slug, service.clock.now()));
}

/** Routes that one rater asks of the own turn, and the stream of counts, which never ends. */
const ofOneRater = /\/raters\/me|^\/ballots\/|\/practice|\/stream$/;

/** Who asks for what is of accounts: none of it is of raters. */
const ofAccounts = ['person', 'owner'];

/** Every answer that can be read without a rater's token, as maintainers get it; of a file of votes without their numbers, and ids that each file has of its own. */
async function readAll(slug: string): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  const operations = Object.values(arena).filter(
    (one): one is typeof arena.readStudy =>
      typeof one === 'object' && 'operationId' in one && one.method === 'get',
  );
  expect(operations.length).toBeGreaterThan(15);
  for (const operation of operations) {
    if (ofOneRater.test(operation.path) || ofAccounts.includes(accessOf(operation))) continue;
    const images = operation.path.includes('{sha256}') ? catalog.images : [''];
    for (const sha256 of images) {
      const input = { params: { study: slug, sha256, image: sha256 } };
      const response = await send(operation, input, service.maintainer).catch((error: unknown) => {
        // Images that practice takes have no votes, nothing was planned, and what is told of drafts is not of an open study.
        const untold = ['not-found', 'study-not-draft'];
        if (error instanceof ServiceProblem && untold.includes(error.slug)) return null;
        throw new Error(`${operation.operationId} ${operation.path}`, { cause: error });
      });
      const isFile = response?.headers.get('content-type')?.startsWith('text/csv');
      answers[`${operation.operationId} ${sha256}`] = isFile
        ? (await response?.text())?.replace(/^(\w[^,]*),\d+,[0-9a-f-]+,/gm, '$1,,,')
        : await response?.json();
    }
  }
  return answers;
}

/** The same without what says only when it was read, and how far the numbering of votes is. */
const timeless = (answer: unknown): unknown =>
  JSON.parse(
    JSON.stringify(answer ?? null, (key, value: unknown) =>
      ['sequence', 'at', 'computedAt', 'madeAt'].includes(key) ? null : value,
    ),
  );

describe('after a withdrawal', () => {
  test('every answer is as if the rater had never come, and no word is left', async () => {
    const { slug } = await open({ results: 'live' });
    const [one, other] = [await service.enrol(slug), await service.enrol(slug)];
    for (const rater of [one, other, one, other])
      await vote(rater, slug, { choice: 'tie', comment: 'stays' });
    const before = await readAll(slug);

    const leaver = await service.enrol(slug);
    const ballots: string[] = [];
    for (let own = 0; own < 5; own += 1)
      ballots.push(await vote(leaver, slug, { reasons: ['text'], comment: 'these words go' }));
    await cast(leaver, ballots[0] ?? '', { choice: 'right', comment: 'these words go' });
    const [passed] = (await draw(leaver, slug)).ballots;
    const pass = {
      params: { ballot: passed?.id ?? '' },
      body: { reason: 'picture' as const, comment: 'these words go' },
    };
    await call(arena.passBallot, pass, leaver.as);
    await draw(leaver, slug, 2);
    await call(
      arena.excludeRater,
      { params: { study: slug }, body: { rater: one.rater, reason: 'looked at before' } },
      service.maintainer,
    );
    const excluded = await readAll(slug);
    expect(JSON.stringify(excluded)).toContain('these words go');
    const exclusions = await call(arena.listExclusions, { params: { study: slug } }, service.as());
    await call(
      arena.withdrawExclusion,
      { params: { study: slug, exclusion: exclusions.exclusions[0]?.id ?? '' } },
      service.maintainer,
    );

    service.clock.pass(1);
    expect(await withdraw(leaver, slug)).toMatchObject({
      ended: true,
      cast: 0,
      withdrawnAt: service.clock.now().toISOString(),
    });
    const after = await readAll(slug);
    delete before['listExclusions '];
    delete after['listExclusions '];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [operation, answer] of Object.entries(before))
      expect(timeless(after[operation]), operation).toEqual(timeless(answer));
    const said = JSON.stringify(after);
    for (const gone of [leaver.rater, ...ballots, 'these words go']) expect(said).not.toContain(gone);
    expect(said).toContain('stays');
    await expectRecount(slug);

    // Votes stay in the ledger, without their words, which are nowhere in the database.
    const { sql } = service.database;
    const kept = await sql<{ comment: string | null }[]>`
      select comment from arena.votes where rater_id = ${leaver.rater}`;
    expect(kept).toHaveLength(6);
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('arena', 'catalog', 'metrics', 'inference')`;
    for (const { name } of tables) {
      const [found] =
        await sql`select from ${sql.unsafe(name)} t where t::text like '%these words go%' limit 1`;
      expect(found, name).toBeUndefined();
    }
  });

  test('nothing is asked or taken any more, and nothing told of what was given', async () => {
    const { slug, params } = await open();
    const rater = await service.enrol(slug);
    const key = randomUUID();
    const ballot = await vote(rater, slug, { comment: 'mine' }, key);
    const [next] = (await draw(rater, slug)).ballots;
    await call(arena.readOwnData, { params, query: {} }, rater.as);
    await withdraw(rater, slug);
    expect(await refusal(draw(rater, slug))).toBe('409 rater-withdrawn');
    expect(await refusal(cast(rater, next?.id ?? '', { choice: 'tie' }))).toBe('409 rater-withdrawn');
    // A retry of what was accepted before is told nothing either.
    expect(await refusal(cast(rater, ballot, { choice: 'left', comment: 'mine' }, key))).toBe(
      '409 rater-withdrawn',
    );
    expect(await refusal(cast(rater, ballot, { choice: 'right' }))).toBe('409 rater-withdrawn');
    const passing = { params: { ballot: next?.id ?? '' }, body: { reason: 'picture' as const } };
    expect(await refusal(call(arena.passBallot, passing, rater.as))).toBe('409 rater-withdrawn');
    expect(await call(arena.readOwnData, { params, query: {} }, rater.as)).toMatchObject({
      given: [],
      total: 0,
      practice: [],
      mayWithdraw: false,
      withdrawnAt: service.clock.now().toISOString(),
    });
    expect((await call(arena.readBallot, { params: { ballot } }, rater.as)).vote).toBeNull();
    expect(await call(arena.readContribution, { params }, rater.as)).toMatchObject({
      cast: 0,
      quality: null,
    });
    const first = await withdraw(rater, slug);
    service.clock.pass(5);
    expect(await withdraw(rater, slug)).toEqual(first);
    await expectRecount(slug);
  });

  test('what is shown a day late is without the rater at once', async () => {
    const { slug, params } = await open({ results: 'delayed' });
    const [one, leaver] = [await service.enrol(slug), await service.enrol(slug)];
    for (const rater of [one, leaver, leaver]) await vote(rater, slug);
    service.clock.pass(86_400);
    const board = () => call(arena.readLeaderboard, { params, query: { pairs: 'all' } }, service.as());
    const regular = async (rater: Rater) =>
      (await recountedCurrent(service.database.sql, slug)).filter(
        (one) => one.rater === rater.rater && one.kind === 'regular',
      ).length;
    const stays = await regular(one);
    expect((await board()).stamp.votes).toBe(stays + (await regular(leaver)));
    await withdraw(leaver, slug);
    expect((await board()).stamp.votes).toBe(stays);
  });
});

test('a vote that is cast while its rater withdraws counts wholly or not at all', async () => {
  const { slug } = await open({ repeatShare: 0, checkShare: 0 });
  const raters = await Promise.all(Array.from({ length: 8 }, () => service.enrol(slug)));
  const drawn = await Promise.all(raters.map(async (rater) => (await draw(rater, slug, 3)).ballots));
  const [first] = drawn;
  for (const [index, rater] of raters.entries())
    if (index % 2 === 0) await cast(rater, drawn[index]?.[0]?.id ?? '', { choice: 'left' });
  expect(first).toHaveLength(3);
  const outcomes = await Promise.all(
    raters.flatMap((rater, index) => {
      const [answered, open] = drawn[index] ?? [];
      return [
        refusal(cast(rater, open?.id ?? '', { choice: 'right' })),
        refusal(withdraw(rater, slug)),
        refusal(cast(rater, answered?.id ?? '', { choice: 'tie' })),
      ];
    }),
  );
  expect(outcomes.filter((_, index) => index % 3 === 1)).toEqual(raters.map(() => 'accepted'));
  for (const outcome of outcomes)
    expect(['accepted', '409 rater-withdrawn', '409 rater-ended', '410 ballot-expired']).toContain(outcome);
  expect(await countedVotes(service.database.sql, slug)).toEqual([]);
  expect(await countedRaters(service.database.sql, slug)).toEqual([]);
  await expectRecount(slug);
});

test('a deadline ends it', async () => {
  const until = new Date(service.clock.now().getTime() + 60_000).toISOString();
  const { slug, params } = await open({ withdrawUntil: until });
  const [early, late] = [await service.enrol(slug), await service.enrol(slug)];
  await vote(late, slug);
  expect(await refusal(withdraw(early, slug))).toBe('accepted');
  service.clock.pass(60);
  expect(await refusal(withdraw(late, slug))).toBe('409 withdrawal-closed');
  expect(await call(arena.readOwnData, { params, query: {} }, late.as)).toMatchObject({
    mayWithdraw: false,
    total: 1,
    withdrawUntil: until,
  });
});

test('a rater sees and downloads all that was given, and nothing of the arms', async () => {
  const { slug, params } = await open();
  const rater = await service.enrol(slug);
  for (let own = 0; own < 4; own += 1) await vote(rater, slug, { comment: `word ${own}` });
  const ballot = await vote(rater, slug);
  service.clock.pass(1);
  await cast(rater, ballot, { choice: 'tie' });
  const [passed] = (await draw(rater, slug)).ballots;
  await call(
    arena.passBallot,
    { params: { ballot: passed?.id ?? '' }, body: { reason: 'language', comment: 'what?' } },
    rater.as,
  );
  const shown = await call(arena.readOwnData, { params, query: {} }, rater.as);
  expect(shown.total).toBe(7);
  expect(shown.given.map(({ comment }) => comment)).toContain('what?');
  const file = await call(arena.downloadOwnData, { params }, rater.as);
  const inOrder = (given: arena.OwnData['given']) =>
    given.toSorted((x, y) => (`${x.ballot}${x.revision}` < `${y.ballot}${y.revision}` ? -1 : 1));
  expect(inOrder(file.given)).toEqual(inOrder(shown.given));
  expect(file.practice).not.toEqual([]);
  expect(file.agreements).toHaveLength(1);
  const { arms } = await call(arena.readStudy, { params }, service.as());
  for (const { name, source } of arms)
    expect(JSON.stringify(file)).not.toMatch(new RegExp(`"(${name}|${source})"`));
  expect(await refusal(call(arena.downloadOwnData, { params }, service.as('nobody')))).toBe(
    '401 unauthenticated',
  );
});

test('a link goes on elsewhere, rotates the token, and ends with the next link', async () => {
  const { slug, params } = await open();
  const rater = await service.enrol(slug);
  await vote(rater, slug);
  const link = await call(arena.makeResumeLink, { params }, rater.as);
  expect(link.path).toBe(`/rate/${slug}/resume?secret=${link.secret}`);
  const kept = await service.database.sql`select * from arena.raters where id = ${rater.rater}`;
  expect(JSON.stringify(kept)).not.toContain(link.secret);
  const resume = (secret: string) => call(arena.resumeRater, { params, body: { secret } }, service.as());
  const resumed = await resume(link.secret);
  expect(resumed).toMatchObject({ rater: rater.rater, resumed: true });
  expect(await refusal(draw(rater, slug))).toBe('401 unauthenticated');
  const here = { as: service.as(resumed.token) };
  expect((await draw(here, slug)).progress.cast).toBe(1);
  const newer = await call(arena.makeResumeLink, { params }, here.as);
  expect(await refusal(resume(link.secret))).toBe('403 resume-link-not-valid');
  const elsewhere = await open();
  const wrong = { params: elsewhere.params, body: { secret: newer.secret } };
  expect(await refusal(call(arena.resumeRater, wrong, service.as()))).toBe('403 resume-link-not-valid');
  await withdraw(here, slug);
  expect(await refusal(resume(newer.secret))).toBe('403 resume-link-not-valid');
});

import { createHash } from 'node:crypto';
import { arena, call } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';
import { sealLedger } from './seal-ledger.ts';
import { nothingVerified, verifyEntries } from './verify-entries.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 12, sources: ['one', 'two'] });
});
afterAll(() => service.close());

/** An open study with two raters, who have voted and corrected a vote. */
async function begin(changes: Partial<arena.NewStudy> = {}) {
  const study = newStudy(catalog, {
    repeatShare: 0.2,
    checkShare: 0.2,
    results: 'live',
    embargo: 'nothing',
    ...changes,
  });
  await service.openStudy(study);
  const { slug } = study;
  const raters = [await service.enrol(slug), await service.enrol(slug)] as const;
  const vote = async (rater: (typeof raters)[number], choice: arena.Choice) => {
    const ballot = (await draw(rater, slug)).ballots[0]?.id ?? '';
    await cast(rater, ballot, { choice, reasons: ['text'], comment: 'words of mine' });
    return ballot;
  };
  const ballot = await vote(raters[0], 'left');
  await vote(raters[1], 'tie');
  await cast(raters[0], ballot, { choice: 'right' });
  const [{ id = '' } = {}] = await service.database.sql<{ id: string }[]>`
    select id from arena.studies where slug = ${slug}`;
  const seal = () => sealLedger(service.database.sql, id, service.clock.now());
  const read = (as = service.as()) => call(arena.readLedger, { params: { study: slug }, query: {} }, as);
  return { slug, id, raters, vote, seal, read };
}

const verify = (entries: arena.LedgerEntry[]) => verifyEntries(nothingVerified, entries);
const said = (entry: arena.LedgerEntry | undefined) => JSON.parse(entry?.content ?? 'null') as unknown;

test('votes and corrections are chained in the order of acceptance, once each, and the leaderboard has the head', async () => {
  const { slug, seal, read, raters } = await begin();
  expect(await read()).toEqual({ head: { position: 0, hash: '0'.repeat(64) }, entries: [] });
  expect(await seal()).toBe(3);
  expect(await seal()).toBe(0);
  const { head, entries } = await read();
  expect(entries.map(({ kind, state }) => `${kind} ${state}`)).toEqual(Array(3).fill('vote told'));
  expect(entries.map(said)).toMatchObject([
    { choice: 'left', revision: 0, reasons: ['text'] },
    { choice: 'tie', revision: 0 },
    { choice: 'right', revision: 1 },
  ]);
  // Written out as the description of the field has it, without our own functions.
  const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');
  let previous = '0'.repeat(64);
  for (const { position, kind, content, contentHash, hash } of entries) {
    expect(sha256(content ?? '')).toBe(contentHash);
    previous = sha256(
      `{"contentHash":"${contentHash}","kind":"${kind}","position":${position},"previous":"${previous}"}`,
    );
    expect(hash).toBe(previous);
  }
  expect(head).toEqual({ position: 3, hash: previous });
  expect(verify(entries)).toEqual({ entries: 3, head: head.hash, told: 3, unnamed: new Set(), faults: [] });
  const board = await call(arena.readLeaderboard, { params: { study: slug }, query: {} }, service.as());
  expect(board.stamp.ledger).toEqual(head);
  // Neither who a rater is elsewhere nor what was written for maintainers is in it.
  const all = JSON.stringify(entries);
  const { rater } = await call(arena.readProgress, { params: { study: slug } }, raters[0].as);
  expect(all).not.toContain(rater);
  expect(all).not.toContain('words of mine');
});

test('of many votes each look begins where the one before ended, but for those that may not all be seen yet', async () => {
  const { slug, id, seal } = await begin();
  await seal();
  const { sql } = service.database;
  await sql`
    insert into arena.votes (ballot_id, study_id, rater_id, revision, choice, reasons, input, idempotency_key, cast_at)
    select ballot_id, study_id, rater_id, n, choice, reasons, input, 'again ' || n, cast_at
    from (select * from arena.votes where study_id = ${id} and revision = 1) v, generate_series(2, 601) n`;
  const look = async (minutes: number) => {
    const now = new Date(service.clock.now().getTime() + minutes * 60_000);
    const added = await sealLedger(sql, id, now, AbortSignal.abort());
    const [ledger] = await sql<{ before: number; position: number }[]>`
      select position, (select count(*)::int from arena.votes v where v.study_id = ${id} and v.sequence <= through) as before
      from arena.ledgers where study_id = ${id}`;
    return { added, ...ledger };
  };
  expect(await look(0)).toEqual({ added: 250, position: 253, before: 0 });
  expect(await look(10)).toEqual({ added: 250, position: 503, before: 503 });
  expect(await look(20)).toEqual({ added: 100, position: 603, before: 603 });
  const entries = await call(arena.readLedger, { params: { study: slug }, query: {} }, service.as());
  expect(verify(entries.entries)).toMatchObject({ entries: 603, told: 603, faults: [] });
});

test('pages follow one another', async () => {
  const { slug, seal, read } = await begin();
  await seal();
  const { entries } = await read();
  let verified = nothingVerified;
  for (const after of [0, 1, 2]) {
    const page = await call(
      arena.readLedger,
      { params: { study: slug }, query: { after, limit: 1 } },
      service.as(),
    );
    expect(page.entries).toEqual([entries[after]]);
    verified = verifyEntries(verified, page.entries);
  }
  expect(verified).toEqual(verify(entries));
});

test('a rater is excluded and readmitted; who withdraws leaves hashes behind, and says which', async () => {
  const { slug, seal, read, raters } = await begin();
  const params = { study: slug };
  const { rater } = await call(arena.readProgress, { params }, raters[0].as);
  const body = { rater, reason: 'Ten votes in a second.' };
  const { id } = await call(arena.excludeRater, { params, body }, service.maintainer);
  await seal();
  await call(arena.withdrawExclusion, { params: { ...params, exclusion: id } }, service.maintainer);
  await seal();
  const before = await read();
  expect(before.entries.slice(3).map(said)).toMatchObject([{ reason: 'Ten votes in a second.' }, {}]);
  expect(before.entries.map(({ kind }) => kind)).toEqual([
    'vote',
    'vote',
    'vote',
    'exclusion',
    'readmission',
  ]);

  await call(arena.withdrawRater, { params }, raters[0].as);
  // At once, and for good once it is sealed.
  for (const added of [0, 1]) {
    if (added) expect(await seal()).toBe(1);
    const { entries } = await read();
    expect(entries.map(({ state }) => state)).toEqual(
      ['withdrawn', 'told', 'withdrawn', 'withdrawn', 'withdrawn', 'told'].slice(0, 5 + added),
    );
    expect(entries.slice(0, 5).map(({ hash }) => hash)).toEqual(before.entries.map(({ hash }) => hash));
    expect(verify(entries)).toMatchObject({ unnamed: new Set(added ? [] : [1, 3, 4, 5]), faults: [] });
  }
  const { entries } = await read();
  expect(said(entries[5])).toMatchObject({ withdrawn: [1, 3, 4, 5] });
  const nonces = await service.database.sql<{ position: number }[]>`
    select e.position from arena.ledger_entries e join arena.studies s on s.id = e.study_id
    where s.slug = ${slug} and e.nonce is not null order by 1`;
  expect(nonces.map(({ position }) => position)).toEqual([2, 6]);
});

test.each<[what: string, statement: (id: string) => string, fault: RegExp]>([
  [
    'a changed choice',
    (id) => `update arena.votes set choice = 'neither' where study_id = '${id}' and choice = 'tie'`,
    /^Entry 2 \(vote\): what it says is not what was sealed\.$/,
  ],
  [
    'another image',
    (id) => `update arena.ballots b set image_position = (image_position + 1) % 12 from arena.votes v
      where v.ballot_id = b.id and v.study_id = '${id}' and v.choice = 'tie'`,
    /^Entry 2 \(vote\): what it says/,
  ],
  [
    'a vote that is gone',
    (id) => `delete from arena.votes where study_id = '${id}' and choice = 'tie'`,
    /^Entry 2 \(vote\): what it says is not there any more\.$/,
  ],
  [
    'an entry that is gone',
    (id) => `delete from arena.ledger_entries where study_id = '${id}' and position = 2`,
    /^Entry 3 \(vote\): follows entry 1/,
  ],
  [
    'another hash',
    (id) => `update arena.ledger_entries set content_hash = decode(repeat('00', 32), 'hex')
      where study_id = '${id}' and position = 2`,
    /^Entry 2 \(vote\): its hash does not follow/,
  ],
])('%s is found and named', async (_, statement, fault) => {
  const { id, seal, read } = await begin();
  await seal();
  // As the owner of the database, whom nothing keeps from it.
  await service.database.sql.unsafe(statement(id));
  const { faults } = verify((await read()).entries);
  expect(faults.length).toBeGreaterThan(0);
  expect(faults[0]).toMatch(fault);
});

test('while results are hidden hashes are public, and contents are for maintainers', async () => {
  const { seal, read, slug } = await begin({ results: 'hidden' });
  await seal();
  const { entries } = await read();
  expect(entries.map(({ state, content }) => [state, content])).toEqual(
    Array.from({ length: 3 }, () => ['withheld', null]),
  );
  expect(verify(entries)).toMatchObject({ entries: 3, told: 0, faults: [] });
  expect((await read(service.maintainer)).entries.map(({ state }) => state)).toEqual(Array(3).fill('told'));
  await call(arena.closeStudy, { params: { study: slug } }, service.maintainer);
  expect((await read()).entries.map(({ state }) => state)).toEqual(Array(3).fill('told'));
});

test('many at once, and beside votes that still come, are sealed once each', async () => {
  const { slug, raters, vote, seal, read } = await begin();
  const voting = (async () => {
    for (let n = 0; n < 8; n += 1) await vote(raters[n % 2 ? 1 : 0], 'left');
  })();
  for (let n = 0; n < 10; n += 1) await Promise.all([seal(), seal(), seal()]);
  await voting;
  while ((await seal()) > 0);
  const { entries } = await read();
  expect(verify(entries)).toMatchObject({ entries: 11, told: 11, faults: [] });
  expect(new Set(entries.map((entry) => (said(entry) as { sequence: number }).sequence)).size).toBe(11);
  expect(
    await call(arena.readLeaderboard, { params: { study: slug }, query: {} }, service.as()),
  ).toMatchObject({
    stamp: { ledger: { position: 11 } },
  });
});

import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { fillCatalog, type Catalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealLedger } from '../ledger/seal-ledger.ts';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 12, sources: ['one', 'two'] });
});
afterAll(() => service.close());

/** An open study with as many votes, and how another is cast. */
async function begin(votes: number, changes: Partial<arena.NewStudy> = {}) {
  const study = newStudy(catalog, { results: 'live', embargo: 'nothing', ...changes });
  await service.openStudy(study);
  const params = { study: study.slug };
  const rater = await service.enrol(study.slug);
  const vote = async (choice: arena.Choice) =>
    cast(rater, (await draw(rater, study.slug)).ballots[0]?.id ?? '', { choice });
  for (let number = 0; number < votes; number += 1) await vote('left');
  const name = (body: arena.NewSnapshot | { name: string; note?: string; sequence?: number }) =>
    call(arena.makeSnapshot, { params, body }, service.maintainer);
  const board = (query: { at?: number | string }, as = service.as()) =>
    call(arena.readLeaderboard, { params, query }, as);
  const list = async () => (await call(arena.listSnapshots, { params }, service.as())).snapshots;
  return { params, vote, name, board, list };
}

const problem = (slug: string) =>
  expect.toSatisfy((cause: unknown) => cause instanceof ServiceProblem && cause.slug === slug);

test('a name stands for a vote: what is read by it is what is read by the vote’s number, however many follow', async () => {
  const { params, vote, name, board, list } = await begin(3);
  const { sequence } = (await board({})).stamp;
  const made = await name({ name: 'v1', note: ' as in the paper ' });
  expect(made).toMatchObject({ name: 'v1', note: 'as in the paper', sequence, ledger: { position: 0 } });
  await vote('right');
  await vote('right');
  await name({ name: 'first', sequence: sequence - 2 });
  await name({ name: 'v2.0-final' });
  expect((await list()).map(({ name, sequence: of }) => [name, of - sequence])).toEqual([
    ['first', -2],
    ['v1', 0],
    ['v2.0-final', 2],
  ]);
  const byName = await board({ at: 'v1' });
  const byNumber = await board({ at: sequence });
  expect({ ...byName, stamp: { ...byName.stamp, at: '' } }).toEqual({
    ...byNumber,
    stamp: { ...byNumber.stamp, at: '' },
  });
  expect(byName).toMatchObject({ votes: 3, stamp: { past: true, sequence, votes: 3 } });
  expect((await board({ at: 'first' })).votes).toBe(1);

  const [{ id = '' } = {}] = await service.database.sql<{ id: string }[]>`
    select id from arena.studies where slug = ${params.study}`;
  await sealLedger(service.database.sql, id, service.clock.now());
  const [, sealed] = await list();
  expect(sealed?.ledger).toEqual((await board({ at: 'v1' })).stamp.ledger);
  expect(sealed?.ledger.position).toBe(3);
});

test('a name is given once, for good; its note may change', async () => {
  const { params, vote, name, board, list } = await begin(1);
  const made = await name({ name: 'v1', note: 'draft' });
  await vote('left');
  await expect(name({ name: 'v1' })).rejects.toEqual(problem('snapshot-exists'));
  const edit = (snapshot: string) =>
    call(
      arena.editSnapshot,
      { params: { ...params, snapshot }, body: { note: 'as in the paper' } },
      service.maintainer,
    );
  expect(await edit('v1')).toEqual({ ...made, note: 'as in the paper' });
  expect(await list()).toEqual([{ ...made, note: 'as in the paper' }]);
  await expect(edit('v2')).rejects.toEqual(problem('not-found'));
  await expect(board({ at: 'v2' })).rejects.toEqual(problem('not-found'));
  // Another study has its own names.
  const other = await begin(1);
  await expect(other.board({ at: 'v1' })).rejects.toEqual(problem('not-found'));
  expect(await other.name({ name: 'v1' })).toMatchObject({ name: 'v1' });
});

test('the service itself can neither move a name nor take one away', async () => {
  const { name } = await begin(1);
  await name({ name: 'v1' });
  const { sql, close } = connect(service.database.url, { role: 'fakexplain_arena', max: 1 });
  await expect(sql`update arena.snapshots set sequence = 1`).rejects.toThrow(/permission denied/);
  await expect(sql`delete from arena.snapshots`).rejects.toThrow(/permission denied/);
  await close();
});

test.each(['1', '12', 'V1', '', '-a', 'a--b', 'a'.repeat(41), 'v1?'])('“%s” is no name', async (name) => {
  const { params } = await begin(1);
  await expect(call(arena.makeSnapshot, { params, body: { name } }, service.maintainer)).rejects.toEqual(
    problem('invalid-request'),
  );
});

test('what has no votes has no snapshots, nor has a vote that is not there', async () => {
  const { name, list } = await begin(0);
  await expect(name({ name: 'v1' })).rejects.toThrow(/no votes yet/);
  await expect(name({ name: 'v1', sequence: 4_000_000 })).rejects.toEqual(problem('not-found'));
  expect(await list()).toEqual([]);
});

test('hidden results are not shown by a name either', async () => {
  const { name, board, list } = await begin(1, { results: 'hidden' });
  await name({ name: 'v1' });
  expect(await list()).toMatchObject([{ name: 'v1' }]);
  await expect(board({ at: 'v1' })).rejects.toEqual(problem('results-hidden'));
  expect((await board({ at: 'v1' }, service.maintainer)).votes).toBe(1);
});

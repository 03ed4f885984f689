import { connect, packedVotesOf, readSnapshot, type Connection } from '@fakexplain/database';
import { unpackVotes } from '@fakexplain/database/packed-votes';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';
import { keptVotes, type ReadVotes } from './kept-votes.ts';

let service: TestArena;
let pool: Connection;
beforeAll(async () => {
  service = await startArena();
  pool = connect(service.database.url, { role: 'fakexplain_arena', max: 2 });
});
afterAll(async () => {
  await pool.close();
  await service.close();
});

async function open() {
  const catalog = await fillCatalog(service.database.db, { images: 6, sources: ['one', 'two', 'three'] });
  const study = newStudy(catalog);
  await service.openStudy(study);
  const [row] = await service.database.sql<{ id: string }[]>`
    select id from arena.studies where slug = ${study.slug}`;
  if (!row) throw new Error('the study was not made');
  return { ...study, id: row.id };
}

type Rater = Awaited<ReturnType<TestArena['enrol']>>;

async function vote(rater: Rater, study: string, choice: 'left' | 'tie' = 'left') {
  const [ballot] = (await draw(rater, study)).ballots;
  await cast(rater, ballot?.id ?? '', { choice });
}

const forever = new AbortController().signal;

/** What is kept beside what the database says, and how many queries that took. */
async function readBoth(read: ReadVotes, study: string) {
  let queries = 0;
  return readSnapshot(pool.sql, forever, async (tx, run) => {
    const votes = await read(tx, (query) => ((queries += 1), run(query)), study);
    const packed = await packedVotesOf(tx, study);
    return {
      votes,
      kept: unpackVotes(votes.of()),
      whole: unpackVotes(packed.map((row) => row.packed)),
      queries,
    };
  });
}

test('what is kept is what the database says, after each vote, from whomever it comes', async () => {
  const study = await open();
  const read = keptVotes();
  const raters: Rater[] = [];
  const states = new Set<string>();
  for (const own of [0, 0, 1, 2, 1, 0, 3, 0, 2]) {
    raters[own] ??= await service.enrol(study.slug);
    await vote(raters[own], study.slug);
    const { kept, whole, votes, queries } = await readBoth(read, study.id);
    expect(kept).toEqual(whole);
    states.add(votes.state);
    // Its state and what has changed; never all of it again.
    expect(queries).toBe(2);
  }
  expect(states.size).toBe(9);
  const { kept, votes } = await readBoth(read, study.id);
  expect(states).toContain(votes.state);
  expect(kept.rater).toHaveLength(9);
});

test('votes of raters who are not wanted are left out', async () => {
  const study = await open();
  const [one, other] = [await service.enrol(study.slug), await service.enrol(study.slug)];
  for (const rater of [one, other, other]) await vote(rater, study.slug);
  const { votes } = await readBoth(keptVotes(), study.id);
  const [first] = await service.database.sql<{ id: string; votes: number }[]>`
    select rater_id as id, votes from arena.rater_counts where study_id = ${study.id} order by rater_id`;
  expect(unpackVotes(votes.of((rater) => rater === first?.id)).rater).toHaveLength(first?.votes ?? NaN);
  expect(unpackVotes(votes.of((rater) => rater !== first?.id)).rater).toHaveLength(3 - (first?.votes ?? NaN));
});

test('a vote of a transaction that began before the last reading and ended after it is not missed', async () => {
  const study = await open();
  const rater = await service.enrol(study.slug);
  await vote(rater, study.slug);
  const read = keptVotes();
  const before = await readBoth(read, study.id);
  await service.database.sql.begin(async (tx) => {
    await tx`update arena.rater_counts set packed_votes = packed_votes || packed_votes where study_id = ${study.id}`;
    await vote(await service.enrol(study.slug), study.slug);
    const between = await readBoth(read, study.id);
    expect(between.kept).toEqual(between.whole);
    expect(between.kept.rater).toHaveLength(2);
  });
  const after = await readBoth(read, study.id);
  expect(after.kept).toEqual(after.whole);
  expect(after.kept.rater).toHaveLength(3);
  expect(before.kept.rater).toHaveLength(1);
});

test('votes that vanish are seen, and then everything is read', async () => {
  const study = await open();
  const read = keptVotes();
  for (let own = 0; own < 3; own += 1) await vote(await service.enrol(study.slug), study.slug);
  await readBoth(read, study.id);
  await service.database.sql`
    delete from arena.rater_counts where rater_id =
      (select rater_id from arena.rater_counts where study_id = ${study.id} limit 1)`;
  const { kept, whole, queries } = await readBoth(read, study.id);
  expect(kept).toEqual(whole);
  expect(queries).toBe(3);
});

test('readings of the same study at once do not disturb each other', async () => {
  const study = await open();
  const read = keptVotes();
  const raters = [await service.enrol(study.slug), await service.enrol(study.slug)];
  for (let round = 0; round < 3; round += 1) {
    for (const rater of raters) await vote(rater, study.slug);
    for (const { kept, whole } of await Promise.all([readBoth(read, study.id), readBoth(read, study.id)]))
      expect(kept).toEqual(whole);
  }
});

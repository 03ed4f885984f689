import { arena, call, send, type ClientOptions } from '@fakexplain/contract';
import { fillCatalog, type Catalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { generateVotes } from '@fakexplain/fixtures/votes';
import { parse } from 'csv-parse/sync';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { cast, draw, startArena, type TestArena } from '../testing/start-arena.ts';

let service: TestArena;
let catalog: Catalog;
beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 24, sources: ['one', 'two', 'three'] });
});
afterAll(() => service.close());

type Query = Parameters<typeof send<typeof arena.exportVotes>>[1]['query'];
const ask = (study: string, query: Query = {}, reader: ClientOptions = service.as()) =>
  send(arena.exportVotes, { params: { study }, query }, reader);
const text = async (study: string, query: Query = {}, reader?: ClientOptions) =>
  (await ask(study, query, reader)).text();

const cellSchema = {
  boolean: z.boolean(),
  integer: z.int(),
  moment: z.iso.datetime(),
  number: z.number(),
  text: z.string(),
  texts: z.array(z.string()),
};
/** What the dictionary says of a row. */
const rowSchema = z.strictObject(
  Object.fromEntries(
    arena.voteColumns.map(({ name, type, nullable }) => [
      name,
      nullable ? cellSchema[type].nullable() : cellSchema[type],
    ]),
  ),
);
const lines = (jsonl: string) =>
  jsonl
    .trim()
    .split('\n')
    .map((line) => rowSchema.parse(JSON.parse(line)));

/** Two raters who stay, one who is excluded, and one who withdraws; with repeats, checks, and corrections. */
async function voted(settings: Partial<arena.NewStudy> = {}) {
  const made = newStudy(catalog, { repeatShare: 0.1, checkShare: 0.1, correctionWindowS: 60, ...settings });
  await service.openStudy(made);
  const study = made.slug;
  const raters = [];
  for (const choices of [['left', 'tie'], ['right', 'neither'], ['left'], ['right']] as const) {
    const rater = await service.enrol(study);
    raters.push(rater);
    for (let n = 0; n < 24; n += 1) {
      const [ballot] = (await draw(rater, study)).ballots;
      if (!ballot) break;
      service.clock.pass(1);
      const choice = choices[n % choices.length] ?? 'left';
      await cast(rater, ballot.id, {
        choice,
        reasons: n % 3 === 0 ? ['text', 'verdict'] : [],
        responseMs: 900,
      });
      if (n % 5 === 0) await cast(rater, ballot.id, { choice: 'left', input: 'keyboard' });
    }
  }
  const [, , excluded, withdrawn] = raters;
  const body = { rater: excluded?.rater ?? '', reason: 'said, “too fast” # twice' };
  await call(arena.excludeRater, { params: { study }, body }, service.maintainer);
  await call(arena.withdrawRater, { params: { study } }, withdrawn?.as ?? service.as());
  return { study, raters };
}

test('every format has the same rows: those of the database, but for raters who withdrew', async () => {
  const { study, raters } = await voted();
  const stable = { raters: 'stable' } as const;
  const rows = lines(await text(study, { format: 'jsonl', ...stable }, service.maintainer));

  const kept = await service.database.sql<{ sequence: number; rater: string; choice: string }[]>`
    select v.sequence::int, v.rater_id as rater, v.choice from arena.votes v join arena.studies s on s.id = v.study_id
    where s.slug = ${study} and v.rater_id <> ${raters[3]?.rater ?? ''} order by v.sequence`;
  expect(rows.map(({ sequence, rater, choice }) => ({ sequence, rater, choice }))).toEqual([...kept]);
  expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(['regular', 'repeat', 'check']));
  for (const { kind, repeat_of, sound_side, left_arm, right_arm } of rows) {
    expect(repeat_of === null).toBe(kind !== 'repeat');
    expect(sound_side === null).toBe(kind !== 'check');
    if (kind !== 'check') expect(left_arm).not.toBe(right_arm);
  }

  const csv: Record<string, string>[] = parse(
    await text(study, { format: 'csv', ...stable }, service.maintainer),
    {
      columns: true,
    },
  );
  const asText = (value: unknown) => (Array.isArray(value) ? value.join(';') : String(value ?? ''));
  expect(csv).toEqual(
    rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, asText(cell)]))),
  );

  const file = await (await ask(study, { format: 'parquet', ...stable }, service.maintainer)).arrayBuffer();
  const plain = (cell: unknown) =>
    cell instanceof Date ? cell.toISOString() : typeof cell === 'bigint' ? Number(cell) : cell;
  const parquet = (await parquetReadObjects({ file })).map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, plain(cell) ?? null])),
  );
  expect(parquet).toEqual(rows);
  const { schema } = parquetMetadata(file);
  expect(schema.find(({ name }) => name === 'cast_at')?.logical_type).toMatchObject({
    isAdjustedToUTC: true,
  });
});

test('the rows that the dictionary calls counted are those of the leaderboard', async () => {
  const { study } = await voted();
  for (const exclusions of ['ignore', 'apply'] as const) {
    const board = await call(
      arena.readLeaderboard,
      { params: { study }, query: { exclusions } },
      service.as(),
    );
    const rows = lines(await text(study, { format: 'jsonl', exclusions }));
    const counted = rows.filter(({ kind, superseded }) => kind === 'regular' && superseded === false);
    expect(counted).toHaveLength(board.votes);
    expect(new Set(counted.map(({ rater }) => rater)).size).toBe(board.raters);
    for (const { name, wins, ties, neither } of board.ratings) {
      const own = counted.filter(({ left, right }) => left === name || right === name);
      const count = (wanted: (row: (typeof own)[number]) => boolean) => own.filter(wanted).length;
      expect({
        wins: count(({ choice, left }) => choice === (left === name ? 'left' : 'right')),
        ties: count(({ choice }) => choice === 'tie'),
        neither: count(({ choice }) => choice === 'neither'),
      }).toEqual({ wins, ties, neither });
    }
    expect(rows.some(({ excluded }) => excluded)).toBe(exclusions === 'ignore');
  }
});

test('arena-rank and FastChat find their own words, of counted votes alone', async () => {
  const { study } = await voted();
  const counted = lines(await text(study, { format: 'jsonl' })).filter(
    ({ kind, superseded }) => kind === 'regular' && superseded === false,
  );
  const words = (neither: string) => ({ left: 'model_a', right: 'model_b', tie: 'tie', neither });
  const expected = (neither: string) =>
    counted.map(({ left, right, choice, image }) => ({
      model_a: left,
      model_b: right,
      winner: Object.entries(words(neither)).find(([word]) => word === choice)?.[1],
      image,
    }));
  const csv: Record<string, string>[] = parse(await text(study, { format: 'arena-rank' }), { columns: true });
  const pick = ({ model_a, model_b, winner, image }: Record<string, unknown>) => ({
    model_a,
    model_b,
    winner,
    image,
  });
  expect(csv.map(pick)).toEqual(expected('both_bad'));
  const battles = z
    .array(z.looseObject({ anony: z.literal(true), tstamp: z.number(), judge: z.string() }))
    .parse(JSON.parse(await text(study, { format: 'fastchat' })));
  expect(battles.map(pick)).toEqual(expected('tie (bothbad)'));
  expect(new Set(battles.map(({ judge }) => judge)).size).toBe(3);
});

test('raters have other ids in each file, unless a maintainer asks for stable ones', async () => {
  const { study, raters } = await voted();
  const idsOf = async (query: Query, reader?: ClientOptions) =>
    new Set(
      lines(await text(study, { format: 'jsonl', ...query }, reader)).map(({ rater }) => String(rater)),
    );
  const [one, other] = [await idsOf({}), await idsOf({}, service.maintainer)];
  expect([one.size, other.size]).toEqual([3, 3]);
  const known = raters.map(({ rater }) => rater);
  expect([...one].filter((id) => other.has(id) || known.includes(id))).toEqual([]);
  expect(await idsOf({ raters: 'stable' }, service.maintainer)).toEqual(new Set(known.slice(0, 3)));
  await expect(ask(study, { raters: 'stable' })).rejects.toMatchObject({ slug: 'forbidden' });
});

test('what a study does not show yet is in no file for the public', async () => {
  const { study: hidden } = await voted({ results: 'hidden' });
  const { study: late } = await voted({ results: 'delayed' });
  for (const study of [hidden, late]) {
    await expect(ask(study)).rejects.toMatchObject({ slug: 'results-hidden' });
    await expect(text(study, {}, service.maintainer)).resolves.toMatch(/^study,sequence,/);
    await call(arena.closeStudy, { params: { study } }, service.maintainer);
    await expect(text(study)).resolves.toMatch(/^study,sequence,/);
  }
  await expect(ask('nowhere')).rejects.toMatchObject({ slug: 'not-found' });

  const asking = newStudy(catalog, { embargo: 'images' });
  await service.openStudy(asking);
  await expect(ask(hidden)).rejects.toMatchObject({
    slug: 'embargoed',
    message: 'Images that the votes are about are withheld while the study “A study” is open.',
  });
  await call(arena.closeStudy, { params: { study: asking.slug } }, service.maintainer);
  await expect(text(hidden)).resolves.toMatch(/^study,sequence,/);
});

test('a study without votes gives files that can be read', async () => {
  const { slug } = await service.openStudy(newStudy(catalog));
  expect(await text(slug)).toBe(`${arena.voteColumns.map(({ name }) => name).join(',')}\r\n`);
  expect(await text(slug, { format: 'jsonl' })).toBe('');
  expect(JSON.parse(await text(slug, { format: 'fastchat' }))).toEqual([]);
  const file = await (await ask(slug, { format: 'parquet' })).arrayBuffer();
  expect(await parquetReadObjects({ file })).toEqual([]);
});

test('many votes come whole, page by page; who leaves gives the place back', async () => {
  const { slug } = await service.openStudy(newStudy(catalog));
  await generateVotes(service.database.sql, { slug, images: 20, arms: 3, from: 0, to: 12_000 });
  const rows = lines(await text(slug, { format: 'jsonl' }));
  expect(rows).toHaveLength(12_000);
  const sequences = rows.map(({ sequence }) => Number(sequence));
  expect(sequences).toEqual(sequences.toSorted((x, y) => x - y));
  expect((await text(slug)).trim().split('\n')).toHaveLength(12_001);
  expect(JSON.parse(await text(slug, { format: 'fastchat' }))).toHaveLength(12_000);
  const file = await (await ask(slug, { format: 'parquet' })).arrayBuffer();
  const ofFile = (await parquetReadObjects({ file, columns: ['sequence'] })).map(({ sequence }) =>
    Number(sequence),
  );
  expect(ofFile).toEqual(sequences);

  // As many as there may be at once, none of which is read to its end, and two not at all; then as many again.
  const formats = ['csv', 'parquet', 'jsonl'] as const;
  for (let round = 0; round < 2; round += 1) {
    const begun = await Promise.all(
      formats.map(async (format) => (await ask(slug, { format })).body?.getReader()),
    );
    expect((await begun[2]?.read())?.done).toBe(false);
    await expect(ask(slug)).rejects.toMatchObject({ slug: 'not-ready', retryAfterS: 5 });
    await Promise.all(begun.map((reader) => reader?.cancel()));
  }
  expect((await text(slug)).trim().split('\n')).toHaveLength(12_001);
});

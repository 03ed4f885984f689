import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { arena, call, send } from '@fakexplain/contract';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import { addPictures, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { generateVotes } from '@fakexplain/fixtures/votes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import type { Service } from '../cli/src/stack/child-service.ts';
import { enrolRater, maintainerKey, openStudy, startArena } from './harness/arena.ts';
import { lackOf, python } from './harness/python.ts';

const run = promisify(execFile);
const ownPackage = join(import.meta.dirname, '../packages/python');
const slug = 'recounted';
/** One of them as readers of CSV trip over. */
const names = ['one', 'two', 'three', 'four, “4” #4'];
const noNumPy = await lackOf('numpy');
const noReaders = await lackOf('pandas', 'polars', 'duckdb', 'pyarrow');
const noArenaRank = await lackOf('arena_rank', 'pandas');
const noFastChat = await lackOf('fastchat', 'sklearn', 'plotly', 'pandas', 'pytz');
const noHatchling = await lackOf('hatchling');

let database: ClonedDatabase;
let service: Service;
let folder: string;
let board: arena.Leaderboard;
beforeAll(async () => {
  database = await cloneDatabase();
  service = await startArena(database.url);
  folder = await mkdtemp(join(tmpdir(), 'fakexplain-votes-'));
  await makeStudy();
});
afterAll(async () => {
  await service?.stop();
  await database?.close();
  if (folder) await rm(folder, { recursive: true });
});

/** A study with votes of every kind, as files, with its leaderboard beside. */
async function makeStudy(): Promise<void> {
  const catalog = await fillCatalog(database.db, { images: 24, sources: ['one', 'two', 'three', 'four'] });
  const arms = catalog.sources.map((source, place) => ({ source, name: names[place] ?? source }));
  await addPictures(database.db);
  const baseUrl = service.address;
  await openStudy(baseUrl, newStudy(catalog, { slug, arms, repeatShare: 0.2, checkShare: 0.2 }));
  await generateVotes(database.sql, { slug, images: 20, arms: 4, from: 0, to: 600 });
  const token = await enrolRater(baseUrl, slug);
  const params = { study: slug };
  for (const choice of ['neither', 'tie', 'left', 'right', 'left', 'neither', 'right', 'tie'] as const)
    for (let revision = 0; revision < 3; revision += 1) {
      const { ballots } = await call(arena.drawBallots, { params, body: { ahead: 1 } }, { baseUrl, token });
      for (const { id } of ballots) {
        const cast = (body: arena.NewVote, key: string) =>
          call(
            arena.castVote,
            { params: { ballot: id }, headers: { 'idempotency-key': key }, body },
            { baseUrl, token },
          );
        await cast({ choice, reasons: ['grounding', 'text'], responseMs: 1_234 }, `${id}-0`);
        if (revision === 0) await cast({ choice: 'left' }, `${id}-1`);
      }
    }
  board = await call(arena.readLeaderboard, { params, query: { pairs: 'none' } }, { baseUrl });
  for (const format of arena.voteFormatSchema.options) {
    const query = { format, raters: 'stable' } as const;
    const file = await send(arena.exportVotes, { params, query }, { baseUrl, token: maintainerKey });
    const name = `votes.${arena.voteFormats[format].extension}`;
    await writeFile(join(folder, name), Buffer.from(await file.arrayBuffer()));
  }
}

const harness = (name: string) => join(import.meta.dirname, 'harness', name);

/** Runs Python with the package at hand. */
const runPython = (args: string[], cwd = folder) =>
  run(python, args, {
    cwd,
    env: { ...process.env, PYTHONPATH: join(ownPackage, 'src'), PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 64 << 20,
  });

/** What a Python program prints, as JSON. */
const printed = async (args: string[]): Promise<unknown> => JSON.parse((await runPython(args)).stdout);
const ratingSchema = z.array(
  z.object({
    name: z.string(),
    elo: z.number(),
    interval: z.object({ kind: z.literal('two-sided'), low: z.number(), high: z.number() }),
    best_rank: z.int(),
    worst_rank: z.int(),
    votes: z.int(),
  }),
);

test(`the package’s own tests pass${noNumPy}`, { skip: noNumPy !== '' }, async () => {
  const { stderr } = await runPython(['-m', 'unittest', 'discover', '-s', join(ownPackage, 'tests')]);
  expect(stderr).toMatch(/\nOK\b/);
});

test.for(['csv', 'jsonl'])(
  `a stranger counts the leaderboard again from %s${noNumPy}`,
  { skip: noNumPy !== '' },
  async (kind) => {
    const args = ['-m', 'fakexplain.cli', 'recount', `votes.${kind}`, '--json'];
    const ratings = ratingSchema.parse(await printed(args));
    expect(ratings).toEqual(
      board.ratings.map(({ name, elo, interval, rank, votes }) => ({
        name,
        elo: expect.closeTo(elo ?? NaN, 9),
        interval: {
          kind: 'two-sided',
          low: expect.closeTo('low' in interval ? interval.low : NaN, 9),
          high: expect.closeTo('high' in interval ? interval.high : NaN, 9),
        },
        best_rank: rank?.best,
        worst_rank: rank?.worst,
        votes,
      })),
    );
  },
);

const readSchema = z.object({ rows: z.int(), different: z.array(z.unknown()), moment: z.string() });
const reportSchema = z.object({ csv: readSchema, jsonl: readSchema, parquet: readSchema });
/** Where a moment has a type, it is one in UTC; pyarrow leaves those of JSON as texts. */
const moments = {
  pandas: /^datetime64\[[mun]s, UTC\]$/,
  polars: /^Datetime\(time_unit='[mun]s', time_zone='UTC'\)$/,
  duckdb: /^TIMESTAMP WITH TIME ZONE$/,
  pyarrow: /^(timestamp\[[mun]?s, tz=UTC\]|string)$/,
};

test.for(Object.entries(moments))(
  `%s reads the same rows from CSV, JSON lines and Parquet${noReaders}`,
  { skip: noReaders !== '' },
  async ([library, moment]) => {
    const report = reportSchema.parse(await printed([harness('read_votes.py'), library, folder]));
    const { rows } = report.jsonl;
    expect(rows).toBeGreaterThan(620);
    const expected = { rows, different: [], moment: expect.stringMatching(moment) };
    expect(report).toEqual({ csv: expected, jsonl: expected, parquet: expected });
    expect(report.parquet.moment).not.toBe('string');
  },
);

// Both centre on 1000; FastChat fits with a slight penalty on great ratings, arena-rank with none.
test.for([
  { program: 'arena_rank', lack: noArenaRank, digits: 3 },
  { program: 'fastchat', lack: noFastChat, digits: 0 },
])('$program finds the same ratings$lack', async ({ program, lack, digits }, { skip }) => {
  if (lack !== '') return skip();
  const found = z
    .record(z.string(), z.number())
    .parse(await printed([harness('compare_ratings.py'), program, folder]));
  expect(found).toEqual(
    Object.fromEntries(
      board.ratings.map(({ name, elo }) => [name, expect.closeTo(1_000 + (elo ?? NaN), digits)]),
    ),
  );
});

test(`the package builds as a wheel${noHatchling}`, { skip: noHatchling !== '' }, async () => {
  const source = join(folder, 'source');
  await cp(ownPackage, source, { recursive: true });
  await runPython(['-m', 'hatchling', 'build', '-t', 'wheel', '-d', folder], source);
  const [wheel = ''] = (await readdir(folder)).filter((name) => name.endsWith('.whl'));
  expect(wheel).toMatch(/^fakexplain-[\d.]+-py3-none-any\.whl$/);
  const list = 'import sys, zipfile, json; print(json.dumps(zipfile.ZipFile(sys.argv[1]).namelist()))';
  expect(await printed(['-c', list, wheel])).toEqual(
    expect.arrayContaining(['fakexplain/__init__.py', 'fakexplain/py.typed', 'fakexplain/recounting.py']),
  );
});

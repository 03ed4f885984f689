import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arena, call, ServiceProblem } from '@fakexplain/contract';
import { connect, migrate, type Connection } from '@fakexplain/database';
import { startEmbedded, type EmbeddedPostgres } from '@fakexplain/database/embedded';
import { addMaintainerKey } from '@fakexplain/database/testing/maintainer-key';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Service } from '../cli/src/stack/child-service.ts';
import { enrolRater, startArena } from './harness/arena.ts';
import { doubleVotes, miscounts } from './harness/audit.ts';
import { makeStudy } from './harness/study.ts';

const images = 40;

let dataDir: string;
let postgres: EmbeddedPostgres;
let database: Connection;
let service: Service;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'fakexplain-faults-'));
  postgres = await startEmbedded({ dataDir, durable: true });
  await migrate(postgres.url);
  await addMaintainerKey(postgres.url);
  database = connect(postgres.url);
  service = await startArena(postgres.url);
});

afterAll(async () => {
  await service?.stop();
  await database?.close();
  await postgres?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

interface Question {
  id: string;
  token: string;
}

/** Enrols a rater as a client does that asks again where the service fails. */
async function enrolAgain(study: string): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await enrolRater(service.address, study);
    } catch (error) {
      const isFailure = error instanceof ServiceProblem && error.problem.status >= 500;
      if (!isFailure || attempt === 3) throw error;
    }
  }
}

/** Three open ballots for each of `count` new raters. */
async function openBallots(study: string, count: number): Promise<Question[]> {
  const baseUrl = service.address;
  const drawn = await Promise.all(
    Array.from({ length: count }, async () => {
      const token = await enrolAgain(study);
      const { ballots } = await call(
        arena.drawBallots,
        { params: { study }, body: { ahead: 3 } },
        { baseUrl, token },
      );
      return ballots.map(({ id }) => ({ id, token }));
    }),
  );
  return drawn.flat();
}

const vote = ({ id, token }: Question, key: string, choice: arena.Choice = 'left') =>
  call(
    arena.castVote,
    { params: { ballot: id }, headers: { 'idempotency-key': key }, body: { choice } },
    { baseUrl: service.address, token },
  );

test('kill -9 of arena and Postgres amid 1,000 votes loses and doubles none that was acknowledged', async () => {
  await makeStudy(
    { db: database.db, baseUrl: service.address },
    { slug: 'killed', sources: ['a', 'b', 'c'], images },
  );
  const questions = await openBallots('killed', 334);
  expect(questions.length).toBeGreaterThanOrEqual(1_000);

  const acknowledged = new Map<string, string>();
  const killAt = new Map([
    [250, 'arena'],
    [600, 'postgres'],
  ]);
  let repair: Promise<void> = Promise.resolve();
  const kills: string[] = [];

  // Clients as the site's are: the same key until there is an answer.
  const queue = questions.values();
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      for (const question of queue) {
        const key = randomUUID();
        for (;;) {
          await repair;
          try {
            const accepted = await vote(question, key);
            acknowledged.set(question.id, accepted.id);
            const victim = killAt.get(acknowledged.size);
            if (victim && !kills.includes(victim)) {
              kills.push(victim);
              repair = kill(victim);
            }
            break;
          } catch (error) {
            if (error instanceof ServiceProblem && error.problem.status < 500) throw error;
          }
        }
      }
    }),
  );

  expect(kills).toEqual(['arena', 'postgres']);
  const stored = await database.sql<{ ballot: string; id: string }[]>`
    select ballot_id as ballot, id from arena.votes`;
  expect(new Map(stored.map(({ ballot, id }) => [ballot, id]))).toEqual(acknowledged);
  expect(stored.length).toBe(questions.length);
  expect(await doubleVotes(database.sql)).toEqual([]);
  expect(await miscounts(database.sql)).toEqual([]);
});

/** Kills, waits until it is dead, and starts it again where it was. */
async function kill(victim: string): Promise<void> {
  const port = Number(new URL(service.address).port);
  service.process.kill('SIGKILL');
  await service.ended;
  if (victim === 'postgres') {
    process.kill(postgres.pid, 'SIGKILL');
    await postgres.ended;
    postgres = await startEmbedded({ dataDir, durable: true });
  }
  service = await startArena(postgres.url, port);
}

test('10,000 racing submissions with equal and different keys leave one vote a ballot', async () => {
  await makeStudy(
    { db: database.db, baseUrl: service.address },
    { slug: 'raced', sources: ['a', 'b', 'c'], images, correctionWindowS: 0 },
  );
  const questions = await openBallots('raced', 67);
  const ballots = questions.slice(0, 200);
  expect(ballots).toHaveLength(200);
  const choices: arena.Choice[] = ['left', 'right', 'tie', 'neither'];
  const submissions = ballots.flatMap((question) => {
    const sameKey = randomUUID();
    return Array.from({ length: 50 }, (_, i) => ({
      question,
      key: i % 2 ? sameKey : randomUUID(),
      choice: i % 2 ? ('left' as const) : (choices[(i / 2) % 4] ?? 'left'),
    }));
  });
  // Interleaved, so that submissions of one ballot are in flight together and with those of others.
  const order = submissions.map((_, i) => submissions[(i * 7_919) % submissions.length]);
  const refusals = new Set<string>();
  const answers = new Map<string, Set<string>>();
  const queue = order.values();
  await Promise.all(
    Array.from({ length: 100 }, async () => {
      for (const submission of queue) {
        if (!submission) continue;
        const { question, key, choice } = submission;
        try {
          const accepted = await vote(question, key, choice);
          answers.set(question.id, (answers.get(question.id) ?? new Set()).add(accepted.id));
        } catch (error) {
          if (!(error instanceof ServiceProblem)) throw error;
          refusals.add(error.slug);
        }
      }
    }),
  );
  // The window for corrections is closed at once, so every other answer is refused.
  expect([...refusals]).toEqual(['correction-window-closed']);
  expect([...answers.values()].every((ids) => ids.size === 1)).toBe(true);
  const [counted] = await database.sql<{ votes: number; ballots: number }[]>`
    select count(*)::int as votes, count(distinct v.ballot_id)::int as ballots
    from arena.votes v join arena.studies s on s.id = v.study_id where s.slug = 'raced'`;
  expect(counted).toEqual({ votes: 200, ballots: 200 });
  expect(await miscounts(database.sql)).toEqual([]);
});

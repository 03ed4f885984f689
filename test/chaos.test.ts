import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Connection } from '@fakexplain/database';
import { addMaintainerKey } from '@fakexplain/database/testing/maintainer-key';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStack, type Stack } from '../cli/src/stack/stack.ts';
import type { Supervised } from '../cli/src/stack/supervise.ts';
import { doubleVotes, miscounts } from './harness/audit.ts';
import { makeStudy } from './harness/study.ts';
import { startVoters, type Voters } from './harness/voters.ts';

let dataDir: string;
let stack: Stack;
let database: Connection;
const said: string[] = [];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'fakexplain-chaos-'));
  stack = await startStack({ dataDir, port: 0, demo: false, say: (line) => said.push(line) });
  await addMaintainerKey(stack.databaseUrl);
  database = connect(stack.databaseUrl);
  await makeStudy(
    { db: database.db, baseUrl: stack.arena.address },
    { slug: 'chaos', sources: ['a', 'b', 'c'], images: 60 },
  );
});
afterAll(async () => {
  await database?.close();
  await stack?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const startVoting = () => startVoters(`${stack.address}/api/arena`, 'chaos', 4);

/** Votes go on: so many more are acknowledged. */
async function untilVotes({ acknowledged }: Voters, more: number): Promise<void> {
  const wanted = acknowledged.size + more;
  await expect.poll(() => acknowledged.size, { timeout: 60_000 }).toBeGreaterThanOrEqual(wanted);
}

/** Kills a part, and waits until another process is in its place. */
async function kill(part: Supervised): Promise<void> {
  const pid = part.pid();
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => part.pid(), { timeout: 60_000 }).not.toBe(pid);
}

/** All that was acknowledged is there once, under the id that was told, and every count is that of the votes. */
async function expectWhole({ acknowledged }: Voters): Promise<void> {
  const stored = await database.sql<{ ballot: string; id: string }[]>`
    select ballot_id as ballot, id from arena.votes`;
  const found = new Map(stored.map(({ ballot, id }) => [ballot, id]));
  expect([...acknowledged].filter(([ballot, id]) => found.get(ballot) !== id)).toEqual([]);
  expect(await doubleVotes(database.sql)).toEqual([]);
  expect(await miscounts(database.sql)).toEqual([]);
}

test('no vote is refused while the services that voting does not need are killed one after another', async () => {
  const voters = startVoting();
  for (const part of [stack.metrics, stack.inference, stack.worker, stack.catalog]) {
    await untilVotes(voters, 10);
    await kill(part);
  }
  await untilVotes(voters, 10);
  await voters.stop();
  expect(voters.refused).toEqual([]);
  await expectWhole(voters);
});

test('arena, site and PostgreSQL are killed in turn: nothing acknowledged is lost or doubled, and all go on', async () => {
  const voters = startVoting();
  const parts = [stack.arena, stack.site, stack.database].flatMap((part) => part ?? []);
  expect(parts).toHaveLength(3);
  for (const part of [...parts, ...parts]) {
    await untilVotes(voters, 10);
    await kill(part);
  }
  await untilVotes(voters, 10);
  await voters.stop();
  expect(voters.refused).not.toEqual([]);
  await expectWhole(voters);
  const why = said.filter((line) => line.startsWith('arena was killed (SIGKILL)'));
  expect(why).toHaveLength(2);
  expect(said.filter((line) => line === 'PostgreSQL runs again.')).toHaveLength(2);
});

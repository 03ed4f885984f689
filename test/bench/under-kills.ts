import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from '@fakexplain/database';
import { addMaintainerKey } from '@fakexplain/database/testing/maintainer-key';
import { startStack } from '../../cli/src/stack/stack.ts';
import { makeStudy } from '../harness/study.ts';
import { startVoters } from '../harness/voters.ts';

const minutes = 1;
/** Milliseconds in which each process is killed once. */
const roundMs = 20_000;
/** Milliseconds of which each counts as one in which somebody could vote or nobody could. */
const slotMs = 250;

/** One that is not there at the moment is left alone. */
function kill(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** In how much of a minute votes were acknowledged while every process is killed in turn. */
export async function benchUnderKills(say: (line: string) => void): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'fakexplain-kills-'));
  for (const name of ['LIMIT_ENROL', 'LIMIT_DRAW', 'LIMIT_VOTE']) process.env[name] = 'off';
  const stack = await startStack({ dataDir, port: 0, demo: false, say: () => {} });
  const database = connect(stack.databaseUrl);
  try {
    await addMaintainerKey(stack.databaseUrl);
    const size = { slug: 'kills', sources: ['a', 'b', 'c'], images: 200 };
    await makeStudy({ db: database.db, baseUrl: stack.arena.address }, size);
    const needed = { arena: stack.arena, PostgreSQL: stack.database, site: stack.site };
    const { metrics, inference, worker, catalog } = stack;
    for (const parts of [{ metrics, inference, worker, catalog }, needed]) {
      const voters = startVoters(`${stack.address}/api/arena`, size.slug, 4);
      const victims = Object.values(parts).flatMap((part) => part ?? []);
      const pauseMs = roundMs / victims.length;
      let open = 0;
      let slots = 0;
      let before = 0;
      const began = performance.now();
      for (let kills = 0; performance.now() - began < minutes * 60_000; slots += 1) {
        if (performance.now() - began >= kills * pauseMs) {
          kill(victims[kills % victims.length]?.pid());
          kills += 1;
        }
        await delay(slotMs);
        if (voters.acknowledged.size > before) open += 1;
        before = voters.acknowledged.size;
      }
      await voters.stop();
      say(
        `${Object.keys(parts).join(', ')} killed in turn, one every ${(pauseMs / 1_000).toFixed(1)} s: votes in ${((100 * open) / slots).toFixed(1)}% of ` +
          `${slots} times ${slotMs} ms; ${voters.acknowledged.size} votes, ${voters.refused.length} requests without an answer`,
      );
    }
  } finally {
    await database.close();
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

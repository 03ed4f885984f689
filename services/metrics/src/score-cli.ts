// npm run score: scores now what the service would score within seconds, and sums up. Needs DATABASE_URL, or uses the
// database of `npm start`. May run beside the service and beside itself. Exit code: 0 all is scored; 3 it failed;
// 130 interrupted.
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from '@fakexplain/database';
import { readCommandEnv } from './env.ts';
import { openDatabase } from './open-stores.ts';
import { countUnscored } from './scoring/count-unscored.ts';
import { scorePending } from './scoring/score-pending.ts';
import { scoringProgress } from './scoring/scoring-progress.ts';
import { resamplingThreads } from './summaries/resampling.ts';

/** Milliseconds to wait where other workers have all that is left in hand. */
const othersMs = 500;

process.exitCode = await main();

async function main(): Promise<number> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      console.error('Finishing the batch in hand …');
      stopping.abort();
    });
  }
  let connection: Connection | undefined;
  try {
    connection = await openDatabase(readCommandEnv(), 'fakexplain score');
    const { scored, runs } = await scoreAll(connection, stopping.signal);
    console.log(`${scored} explanations scored, ${runs} runs summed up.`);
    if (!stopping.signal.aborted) return 0;
    console.error('Stopped before the end. What is scored stays; the same command again goes on from there.');
    return 130;
  } catch (error) {
    console.error(`Scoring failed: ${error instanceof Error ? error.message : String(error)}`);
    console.error('What is scored stays; the same command again goes on from there.');
    return 3;
  } finally {
    await connection?.close();
  }
}

async function scoreAll(
  connection: Connection,
  signal: AbortSignal,
): Promise<{ scored: number; runs: number }> {
  const progress = scoringProgress(process.stderr, await countUnscored(connection.db));
  const settled = new Map<string, string>();
  const resampling = resamplingThreads();
  let scored = 0;
  let runs = 0;
  for (;;) {
    const look = await scorePending(
      { ...connection, resampling },
      {
        settled,
        signal,
        onScored: progress.scored,
        onSummary: () => (runs += 1),
      },
    );
    scored += look.scored;
    if (look.complete || signal.aborted) break;
    await delay(othersMs, undefined, { signal }).catch(() => undefined);
  }
  progress.end();
  await resampling.close();
  return { scored, runs };
}

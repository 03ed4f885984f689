// npm run score: scores now what the service would score within seconds, and sums up. Needs DATABASE_URL, or uses the
// database of `npm start`. May run beside the service and beside itself.
import { setTimeout as delay } from 'node:timers/promises';
import { readCommandEnv } from './env.ts';
import { openStores } from './open-stores.ts';
import { countUnscored } from './scores/scoring/count-unscored.ts';
import { scorePending } from './scores/scoring/score-pending.ts';
import { scoringProgress } from './scores/scoring/scoring-progress.ts';

/** Milliseconds to wait where other workers have all that is left in hand. */
const othersMs = 500;

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(130);
    console.error('Finishing the batch in hand …');
    stopping.abort();
  });
}
const { signal } = stopping;
const stores = await openStores(readCommandEnv());
try {
  const progress = scoringProgress(process.stderr, await countUnscored(stores.db));
  const settled = new Map<string, string>();
  let scored = 0;
  let runs = 0;
  for (;;) {
    const look = await scorePending(stores, {
      settled,
      signal,
      onScored: progress.scored,
      onSummary: () => (runs += 1),
    });
    scored += look.scored;
    if (look.complete || signal.aborted) break;
    await delay(othersMs, undefined, { signal }).catch(() => undefined);
  }
  progress.end();
  console.log(`${scored} explanations scored, ${runs} runs summed up.`);
  if (signal.aborted) {
    console.error(
      'Stopped before the end. What was scored stays; the same command again goes on from there.',
    );
    process.exitCode = 130;
  }
} finally {
  await stores.close();
}

import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '@fakexplain/database';
import { createLogger } from '@fakexplain/service-kit';
import { z } from 'zod';
import { startThreads } from '@fakexplain/service-kit/threads';
import { keepScoring } from './keep-scoring.ts';

const dataSchema = z.object({
  databaseUrl: z.string(),
  level: z.string(),
  /** See `KeepScoringOptions`; told as it is when the thread ends. */
  settled: z.map(z.string(), z.string()),
});
export type ScoringThreadData = z.infer<typeof dataSchema>;

const { databaseUrl, level, settled } = dataSchema.parse(workerData);
const stopping = new AbortController();
const stop = () => stopping.abort();
parentPort?.once('message', stop);
const { db, sql, close } = connect(databaseUrl, {
  role: 'fakexplain_metrics',
  applicationName: 'fakexplain scoring',
  max: 4,
});
const threads = startThreads();
const logger = createLogger('scoring', level);
await keepScoring({ db, sql, threads }, { settled, logger, signal: stopping.signal });
await threads.close();
await close();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(settled);
parentPort?.off('message', stop);

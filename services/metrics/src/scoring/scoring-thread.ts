import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '@fakexplain/database';
import { createLogger } from '@fakexplain/service-kit';
import { z } from 'zod';
import { startThreads } from '@fakexplain/service-kit/threads';
import { keepScoring } from './keep-scoring.ts';

const dataSchema = z.object({ databaseUrl: z.string(), level: z.string() });
export type ScoringThreadData = z.infer<typeof dataSchema>;

const { databaseUrl, level } = dataSchema.parse(workerData);
const stopping = new AbortController();
parentPort?.once('message', () => stopping.abort());
const { db, sql, close } = connect(databaseUrl, {
  role: 'fakexplain_metrics',
  applicationName: 'fakexplain scoring',
  max: 4,
});
const threads = startThreads();
const logger = createLogger('scoring', level);
await keepScoring({ db, sql, threads }, { logger, signal: stopping.signal });
await threads.close();
await close();

import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '@fakexplain/database';
import { createLogger } from '@fakexplain/service-kit';
import { z } from 'zod';
import { keepScoring } from './keep-scoring.ts';

const dataSchema = z.object({ databaseUrl: z.string(), level: z.string() });
export type ScoringThreadData = z.infer<typeof dataSchema>;

const { databaseUrl, level } = dataSchema.parse(workerData);
const stopping = new AbortController();
parentPort?.once('message', () => stopping.abort());
const { db, sql, close } = connect(databaseUrl, {
  role: 'fakexplain_metrics',
  applicationName: 'fakexplain scoring',
  max: 2,
});
await keepScoring({ db, sql }, { logger: createLogger('scoring', level), signal: stopping.signal });
await close();

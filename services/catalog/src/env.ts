import { readEnvironment } from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';

const serviceSchema = z.object({
  DATABASE_URL: z.url(),
  ...blobSettings,
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4_104),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export const readServiceEnv = () => readEnvironment(serviceSchema);

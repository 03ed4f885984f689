import { readEnvironment } from '@fakexplain/service-kit';
import { z } from 'zod';

const serviceSchema = z.object({
  DATABASE_URL: z.url(),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4_102),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export const readServiceEnv = () => readEnvironment(serviceSchema);

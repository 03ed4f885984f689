import { readEnvironment } from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';

const stores = {
  DATABASE_URL: z.url(),
  ...blobSettings,
};

const serviceSchema = z.object({
  ...stores,
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4_104),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
});

export const readServiceEnv = () => readEnvironment(serviceSchema);

const commandSchema = z.object({
  ...stores,
  /** Without it, the database of `npm start` is used. */
  DATABASE_URL: stores.DATABASE_URL.optional(),
  /** Where `npm start` keeps its database and images. */
  DATA_DIR: z.string().optional(),
});

export const readCommandEnv = () => readEnvironment(commandSchema);
export type CommandEnv = z.output<typeof commandSchema>;

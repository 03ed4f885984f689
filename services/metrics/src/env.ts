import { readEnvironment, serviceSettings } from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';

const stores = {
  DATABASE_URL: z.url(),
  ...blobSettings,
};

/** All that the service reads from the environment. */
export const readServiceEnv = () => readEnvironment(z.object({ ...serviceSettings(4_102), ...blobSettings }));

const commandSchema = z.object({
  ...stores,
  /** Without it, the database of `npm start` is used. */
  DATABASE_URL: stores.DATABASE_URL.optional(),
  /** Where `npm start` keeps its database and images. */
  DATA_DIR: z.string().optional(),
});

export const readCommandEnv = () => readEnvironment(commandSchema);
export type CommandEnv = z.output<typeof commandSchema>;

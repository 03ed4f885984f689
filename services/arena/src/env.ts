import { join, resolve } from 'node:path';
import { environmentOfStart, readEnvironment } from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';

/** All that the service reads from the environment. */
export const readEnv = () =>
  readEnvironment(
    z.object({
      DATABASE_URL: z.url(),
      /** What maintainers send as bearer token. */
      MAINTAINER_TOKEN: z
        .string()
        .regex(/^[\w~+/.-]{16,}=*$/, 'at least 16 letters, digits or any of _ ~ + / . -'),
      PORT: z.coerce.number().int().min(0).max(65_535).default(4101),
      HOST: z.string().default('127.0.0.1'),
      LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
      /** Most connections to the database at a time. */
      DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
      ...blobSettings,
    }),
  );

/** Where the arena is that the study command speaks to; what is not named is that of `npm start`. */
export function readStudyCommandEnv(): { ARENA_URL: string; MAINTAINER_TOKEN: string } {
  const named = readEnvironment(
    z.object({
      ARENA_URL: z.url().optional(),
      MAINTAINER_TOKEN: z.string().optional(),
      /** Where `npm start` keeps its state. */
      DATA_DIR: z.string().default(join(import.meta.dirname, '../../../.data')),
    }),
  );
  const address = z.object({ ARENA_URL: z.url(), MAINTAINER_TOKEN: z.string() });
  // An arena that is named gets no token of another.
  const start = named.ARENA_URL === undefined ? environmentOfStart(resolve(named.DATA_DIR)) : {};
  return readEnvironment(address, { ...start, ...named });
}

import { join, resolve } from 'node:path';
import {
  environmentOfStart,
  maintainerTokenSchema,
  readEnvironment,
  serviceSettings,
} from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';

/** All that the service reads from the environment. */
export const readEnv = () =>
  readEnvironment(
    z.object({
      ...serviceSettings(4_101),
      ...blobSettings,
      MAINTAINER_TOKEN: maintainerTokenSchema,
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

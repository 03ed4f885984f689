import { readEnvironment } from '@fakexplain/service-kit';
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

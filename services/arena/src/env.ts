import { maintainerTokenSchema, readEnvironment, serviceSettings } from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';

/** Settings of the service. */
export const readEnv = () =>
  readEnvironment(
    z.object({
      ...serviceSettings(4_101),
      ...blobSettings,
      MAINTAINER_TOKEN: maintainerTokenSchema,
      PARTICIPANT_KEY: z.string().min(16, 'at least 16 characters').optional(),
    }),
  );

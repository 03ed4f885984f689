import {
  limitSetting,
  maintainerTokenSchema,
  readEnvironment,
  serviceSettings,
} from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';

/** Settings of the service. */
export const readEnv = () =>
  readEnvironment(
    z.object({
      ...serviceSettings(4_101),
      ...blobSettings,
      MAINTAINER_TOKEN: maintainerTokenSchema,
      // A class of sixty behind one address starts at once, and votes every twelve seconds each.
      LIMIT_ENROL: limitSetting('60, 6'),
      LIMIT_DRAW: limitSetting('300, 360'),
      LIMIT_VOTE: limitSetting('300, 300'),
    }),
  );

import { readEnvironment, serviceSettings } from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';

/** All that the service reads from the environment. */
export const readServiceEnv = () => readEnvironment(z.object({ ...serviceSettings(4_104), ...blobSettings }));

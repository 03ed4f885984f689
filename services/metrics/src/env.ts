import { readEnvironment, serviceSettings } from '@fakexplain/service-kit';
import { z } from 'zod';

/** Settings of the service. */
export const readServiceEnv = () => readEnvironment(z.object({ ...serviceSettings(4_102) }));

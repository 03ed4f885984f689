import { readEnvironment, serviceSettings } from '@fakexplain/service-kit';
import { z } from 'zod';

/** All that the service reads from the environment. */
export const readServiceEnv = () => readEnvironment(z.object(serviceSettings(4_102)));

import { createLogger } from '@fakexplain/service-kit/logger';
import { LOG_LEVEL } from '$app/env/private';

/** The site's log; each line about a request carries its `requestId`. */
export const logger = createLogger('site', LOG_LEVEL);

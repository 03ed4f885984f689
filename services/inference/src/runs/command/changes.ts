import { inference } from '@fakexplain/contract';

/** What may be done to a run that is there, by the word for it. */
export const changes = {
  pause: inference.pauseRun,
  resume: inference.resumeRun,
  cancel: inference.cancelRun,
  retry: inference.retryRun,
} as const;

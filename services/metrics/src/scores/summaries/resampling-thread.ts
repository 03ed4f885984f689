import { parentPort } from 'node:worker_threads';
import { takeResamples, type Resampled } from './take-resamples.ts';

/** Resamples number `from` to before `to`. */
export interface ResamplingJob extends Resampled {
  from: number;
  to: number;
}

parentPort?.on('message', ({ from, to, ...resampled }: ResamplingJob) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(takeResamples(resampled, { from, to }));
});

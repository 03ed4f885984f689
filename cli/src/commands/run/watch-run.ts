import { setTimeout as delay } from 'node:timers/promises';
import { inference, send, ServiceProblem, type ClientOptions } from '@fakexplain/contract';
import { readEvents } from '@fakexplain/contract/read-events';
import type { Progress } from '@fakexplain/service-kit';
import { exitCodes, type ExitCode } from '../../exit-codes.ts';
import type { Session } from '../../session.ts';
import { describeRun, progressOfRun } from './run-lines.ts';

const againMs = 1_000;

/**
 * Shows how a run goes on until it has ended. A service that is away is waited for.
 * @returns the run as it ended, or null where the signal was aborted before
 * @throws ServiceProblem where there is no such run
 */
export async function watchRun(
  id: string,
  options: ClientOptions,
  progress: Progress,
  signal?: AbortSignal,
): Promise<inference.Run | null> {
  let away = false;
  const stopped = () => signal?.aborted ?? false;
  while (!stopped()) {
    try {
      const response = await send(inference.followRun, { params: { run: id } }, { ...options, signal });
      away = false;
      let last: inference.Run | undefined;
      for await (const { event, data } of readEvents(response.body)) {
        if (event !== 'run') continue;
        const run = (last = inference.runSchema.parse(JSON.parse(data)));
        progress.update(() => progressOfRun(run));
      }
      if (last && last.state !== 'running' && last.state !== 'paused') {
        progress.end();
        return last;
      }
    } catch (error) {
      if (error instanceof ServiceProblem) throw error;
      if (!away && !stopped()) progress.say('The service does not answer; it is asked again until it does.');
      away = true;
    }
    await delay(againMs, undefined, { signal }).catch(() => undefined);
  }
  progress.end();
  return null;
}

/** Shows on the terminal how a run goes on until it has ended, or until the person leaves. */
export async function watch(
  id: string,
  options: ClientOptions,
  { progress, interruptible }: Session,
): Promise<ExitCode> {
  const ended = await watchRun(id, options, progress, interruptible());
  if (!ended) {
    console.error(`The run goes on; \`npm run fakexplain -- run watch ${id}\` shows it again.`);
    return exitCodes.interrupted;
  }
  console.log(describeRun(ended));
  if (ended.counts.failed > 0)
    console.error(`\`npm run fakexplain -- run failures ${id}\` says why they failed.`);
  return ended.state === 'finished' ? exitCodes.done : exitCodes.failed;
}

import { call, inference, type ClientOptions } from '@fakexplain/contract';
import type { Progress } from '@fakexplain/service-kit';
import { watchRun } from '../run/watch-run.ts';

const model = 'fakexplainer-tiny-demo';
const dataset = 'demo';
const title = 'demo';

/**
 * Has the demo's model explain the demo's images, or goes on where that was left, until it is done. Where it was done
 * before, nothing happens.
 * @returns whether it took any work
 * @throws Error with the reason where the model explained none
 */
export async function explainDemo(options: ClientOptions, progress: Progress): Promise<boolean> {
  const { runs } = await call(inference.listRuns, { query: { model, dataset } }, options);
  const before = runs.find((run) => run.title === title);
  if (before?.state === 'finished') {
    await requireExplained(before, options);
    return false;
  }
  const run = before ?? (await call(inference.startRun, { body: { model, dataset, title } }, options));
  if (run.state === 'paused' || run.state === 'failed')
    await call(inference.resumeRun, { params: { run: run.id } }, options);
  const ended = await watchRun(run.id, options, progress);
  if (ended?.state !== 'finished') throw new Error(ended?.reason ?? `its run was ${ended?.state}`);
  await requireExplained(ended, options);
  return true;
}

async function requireExplained({ id, counts }: inference.Run, options: ClientOptions): Promise<void> {
  if (counts.explained > 0) return;
  const { failures } = await call(
    inference.listFailures,
    { params: { run: id }, query: { limit: 1 } },
    options,
  );
  throw new Error(`every image failed, the first because: ${failures[0]?.reason ?? 'nobody knows'}`);
}

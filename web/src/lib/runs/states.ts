import type { inference } from '@fakexplain/contract';

type Change = 'pause' | 'resume' | 'cancel' | 'retry';

/** Whether a run can still come to more explanations by itself or by being resumed. */
export const isOpen = ({ state }: Pick<inference.Run, 'state'>): boolean =>
  state !== 'finished' && state !== 'cancelled';

/** Whether changes may still come without a reload: one that has failed waits to be resumed. */
export const goesOn = (run: Pick<inference.Run, 'state'>): boolean => isOpen(run) && run.state !== 'failed';

/** Images that are explained or have failed. */
export const imagesDone = ({ counts }: Pick<inference.Run, 'counts'>): number =>
  counts.explained + counts.failed;

/** Where a run stands, in words. */
export function stateWords({ state, workers, counts }: inference.Run): string {
  if (state === 'failed') return 'Cannot go on';
  if (state === 'running') return workers > 0 ? 'Running' : 'Waiting for a worker';
  if (state === 'paused') return counts.taken > 0 ? 'Pausing: the last ones are being finished' : 'Paused';
  return state === 'cancelled' ? 'Cancelled' : 'Finished';
}

/** What a maintainer may do with a run as it stands. */
export function changesOf({ state, counts }: inference.Run): Change[] {
  const retry: Change[] = counts.failed > 0 && state !== 'cancelled' ? ['retry'] : [];
  if (state === 'running') return ['pause', ...retry, 'cancel'];
  if (state === 'paused' || state === 'failed') return ['resume', ...retry, 'cancel'];
  return retry;
}

/** What came of the images of a run so far, for the parts of a bar: in order, each with its number. */
export function partsOf({
  counts,
}: inference.Run): { kind: keyof inference.Counts; name: string; images: number }[] {
  return [
    { kind: 'explained', name: 'Explained', images: counts.explained },
    { kind: 'failed', name: 'Failed', images: counts.failed },
    { kind: 'taken', name: 'In flight', images: counts.taken },
    { kind: 'waiting', name: 'Waiting', images: counts.waiting },
  ];
}

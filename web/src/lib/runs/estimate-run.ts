import type { inference } from '@fakexplain/contract';

export interface RunEstimate {
  secondsPerImage: number;
  /** The run that it took so long in. */
  of: { title: string; dataset: string; images: number };
}

type Ended = Pick<inference.Run, 'startedAt' | 'finishedAt' | 'counts' | 'title' | 'dataset'>;

/**
 * How long a model takes for an image, from its newest run that has ended; null where none has. It says nothing of other
 * images, machines or numbers of workers.
 * @param runs of the model, newest first
 */
export function estimateRun(runs: readonly Ended[]): RunEstimate | null {
  for (const { startedAt, finishedAt, counts, title, dataset } of runs) {
    const images = counts.explained + counts.failed;
    if (startedAt === null || finishedAt === null || images === 0) continue;
    const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1_000;
    return { secondsPerImage: seconds / images, of: { title, dataset: dataset.title, images } };
  }
  return null;
}

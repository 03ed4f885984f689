import type { inference } from '@fakexplain/contract';
import { inDuration } from '@fakexplain/service-kit';

/** How far a run is, in one line. */
export function progressOfRun({ state, images, counts, parsing, ...run }: inference.Run): string {
  const done = counts.explained + counts.failed;
  const parts = [`${done} of ${images} images`, `${Math.floor((100 * done) / images)}%`];
  if (run.imagesPerSecond !== null) parts.push(`${inSpeed(run.imagesPerSecond)} images/s`);
  if (run.secondsLeft !== null) parts.push(`${inDuration(run.secondsLeft)} left`);
  if (counts.failed > 0) parts.push(`${counts.failed} failed`);
  if (parsing.failed > 0) parts.push(`${parsing.failed} did not parse`);
  if (state !== 'running') parts.push(state);
  else if (run.workers === 0 && run.imagesPerSecond === null) parts.push('waiting for a worker');
  return parts.join(' · ');
}

const inSpeed = (perSecond: number) =>
  perSecond < 10 ? perSecond.toFixed(1) : String(Math.round(perSecond));

/** What a run is and how it stands. */
export function describeRun(run: inference.Run): string {
  const { id, title, model, dataset, state, reason, images, counts } = run;
  const failed = counts.failed > 0 ? `, ${counts.failed} failed` : '';
  return (
    `${id}  ${model.slug} on ${dataset.slug}: ${state}, ${counts.explained} of ${images} images explained${failed}` +
    `${reason === null ? '' : ` (${reason})`} — ${title}`
  );
}

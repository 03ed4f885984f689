import type { catalog } from '@fakexplain/contract';

const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** "4.2 MB" */
export function bytesInWords(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1_000 ** power;
  return `${Number(value.toPrecision(value >= 100 ? 3 : 2))} ${units[power]}`;
}

/** What an import is at, in words. */
export function importStateWords({
  state,
  dryRun,
  received,
  parts,
}: Pick<catalog.Import, 'state' | 'dryRun' | 'received' | 'parts'>): string {
  switch (state) {
    case 'uploading':
      return `Sent to ${Math.floor((100 * received) / parts)}%`;
    case 'uploaded':
      return 'Here, not read yet';
    case 'waiting':
      return 'Waiting';
    case 'running':
      return dryRun ? 'Dry run' : 'Importing';
    case 'stopping':
      return 'Stopping';
    case 'stopped':
      return 'Stopped';
    case 'done':
      return dryRun ? 'Tried' : 'Imported';
    case 'refused':
      return 'Refused';
    case 'failed':
      return 'Failed';
  }
}

/** Whether something is being done with it, or about to be. */
export const isAtWork = ({ state }: Pick<catalog.Import, 'state'>): boolean =>
  state === 'waiting' || state === 'running' || state === 'stopping';

import { join, resolve } from 'node:path';
import { readPostmaster } from './postmaster.ts';
import { inspectProcess } from './processes.ts';
import { readSettings } from './settings.ts';

/** URL of the server that another process runs on `dataDir` at this moment; null when none does. */
export function runningEmbedded(dataDir: string): string | null {
  const folder = resolve(dataDir);
  const settings = readSettings(folder);
  const postmaster = readPostmaster(join(folder, 'cluster'));
  if (!settings || postmaster?.status !== 'ready') return null;
  if (!inspectProcess(postmaster.pid)?.command.includes('postgres')) return null;
  return `postgres://postgres:${settings.password}@127.0.0.1:${postmaster.port}/fakexplain`;
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { execFileSync } from 'node:child_process';
import { readSettings } from './settings.ts';

/** What `postmaster.pid` of a cluster says; null when the server is stopped. */
export function readPostmaster(cluster: string): { pid: number; port: number; status: string } | null {
  try {
    const lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: (lines[7] ?? '').trim() };
  } catch {
    return null;
  }
}

/**
 * Makes way for a new server on `cluster`: throws when `owner`, the process that started the last one, still
 * runs it; ends a server that outlived its owner; disarms a `postmaster.pid` left by a crash.
 */
export async function makeWay(cluster: string, owner: number | null): Promise<void> {
  const left = readPostmaster(cluster);
  if (left === null) return;
  const running = inspectProcess(left.pid);
  if (running === null) return; // PostgreSQL itself takes over the file of a dead process.
  if (!running.command.includes('postgres')) {
    // The id went to a stranger. PostgreSQL ignores a file that names its own parent, and still checks the
    // shared memory named further down, which deleting the file would prevent.
    const path = join(cluster, 'postmaster.pid');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^.*/, String(process.pid)));
    return;
  }
  if (owner === null || running.parent === owner) {
    throw new Error(
      `The database in ${cluster} is already running (PostgreSQL process ${left.pid} on port ${left.port}, started by ` +
        `process ${running.parent}). Stop that process first, or use another data folder.`,
    );
  }
  process.kill(left.pid, 'SIGINT');
  while (inspectProcess(left.pid) !== null) await wait(50);
}

/** Parent and command of a running process, or null when there is none with this id. */
export function inspectProcess(pid: number): { parent: number; command: string } | null {
  try {
    if (process.platform === 'linux') {
      // pid (command) state parent …; the command may itself hold spaces and parentheses.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const end = stat.lastIndexOf(')');
      const [state, parent] = stat.slice(end + 2).split(' ');
      if (state === 'Z') return null;
      return { parent: Number(parent), command: stat.slice(stat.indexOf('(') + 1, end) };
    }
    const line = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    const [parent, ...command] = line.split(/\s+/);
    return { parent: Number(parent), command: command.join(' ') };
  } catch {
    return null;
  }
}

/** URL of the server that another process runs on `dataDir` at this moment; null when none does. */
export function runningEmbedded(dataDir: string): string | null {
  const folder = resolve(dataDir);
  const settings = readSettings(folder);
  const postmaster = readPostmaster(join(folder, 'cluster'));
  if (!settings || postmaster?.status !== 'ready') return null;
  if (!inspectProcess(postmaster.pid)?.command.includes('postgres')) return null;
  return `postgres://postgres:${settings.password}@127.0.0.1:${postmaster.port}/fakexplain`;
}

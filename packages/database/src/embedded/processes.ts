import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

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

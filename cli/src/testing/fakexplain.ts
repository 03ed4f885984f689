import { spawn } from 'node:child_process';
import { join } from 'node:path';

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

const program = ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, '../main.ts')];

/** Of the caller, as `cli/run.mjs` gives it: where programs are, and what is compiled already. */
const { PATH, NODE_COMPILE_CACHE } = process.env;

/**
 * Runs a command as a person does, with nothing else in its environment but what is given.
 * @param watch is told all of stderr as it grows, and may interrupt the command as Ctrl-C does
 */
export function fakexplain(
  args: string[],
  env: Record<string, string>,
  watch?: (stderr: string, stop: () => void) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [...program, ...args], {
    env: { PATH, ...(NODE_COMPILE_CACHE && { NODE_COMPILE_CACHE }), ...env },
  });
  return new Promise((resolve, reject) => {
    const ended: Ended = { code: null, stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      ended.stderr += text;
      watch?.(ended.stderr, () => child.kill('SIGINT'));
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ended, code }));
  });
}

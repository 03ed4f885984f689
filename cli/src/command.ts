import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The folder of the whole workspace. */
export const root = join(import.meta.dirname, '../..');

export interface Finished {
  code: number;
  output: string;
}

/** Runs a program to its end. Its output is collected, shown as it comes when `show` is set, told line by line to `onLine`. */
export function command(
  program: string,
  args: string[],
  {
    cwd,
    env,
    show = false,
    onLine,
  }: { cwd?: string; env?: NodeJS.ProcessEnv; show?: boolean; onLine?: (line: string) => void } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let rest = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (show) process.stdout.write(text);
        const lines = (rest + text).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) onLine?.(line);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../command.ts';

export interface DemoOptions {
  /** Where the database, the images and the services are. */
  env: Record<string, string>;
  say(line: string): void;
  /** Whether the command may draw its progress on the terminal. */
  terminal: boolean;
  /** Resolves when the worker that is to run the demo's model has ended. */
  workerEnded: Promise<unknown>;
}

/**
 * Brings in the demo by the command `fakexplain demo`; what is there is left alone.
 * @throws Error where the command fails, or the worker has ended before
 */
export async function makeDemo({ env, say, terminal, workerEnded }: DemoOptions): Promise<void> {
  const flags = ['--disable-warning=ExperimentalWarning', join(root, 'cli/src/main.ts'), 'demo'];
  const child = spawn(process.execPath, flags, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', terminal ? 'inherit' : 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line) say(line);
    });
  }
  const ended = new Promise<string | null>((resolve) =>
    child.on('close', (code) => resolve(code === 0 ? null : `it ended with exit code ${code}`)),
  );
  const failure = await Promise.race([ended, workerEnded.then(() => 'the worker ended')]);
  if (failure === null) return;
  child.kill();
  throw new Error(`the demo could not be brought in: ${failure}`);
}

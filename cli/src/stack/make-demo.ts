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
 * Brings in the demo by the command `fakexplain demo`; what is there is left alone. On a machine that is busy while everything starts
 * a service may refuse it for a moment, so it is tried twice.
 * @throws Error where the command fails again, or the worker has ended before
 */
export async function makeDemo(options: DemoOptions): Promise<void> {
  try {
    await bringIn(options);
  } catch (error) {
    options.say(`${error instanceof Error ? error.message : String(error)}\nOnce more …`);
    await bringIn(options);
  }
}

async function bringIn({ env, say, terminal, workerEnded }: DemoOptions): Promise<void> {
  const flags = ['--disable-warning=ExperimentalWarning', join(root, 'cli/src/main.ts'), 'demo'];
  const child = spawn(process.execPath, flags, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', terminal ? 'inherit' : 'pipe'],
  });
  let tail: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const lines = text.split('\n').filter((line) => line !== '');
      tail = [...tail, ...lines].slice(-5);
      lines.forEach(say);
    });
  }
  const ended = new Promise<string | null>((resolve) =>
    child.on('close', (code) => resolve(code === 0 ? null : `it ended with exit code ${code}`)),
  );
  const failure = await Promise.race([ended, workerEnded.then(() => 'the worker ended')]);
  if (failure === null) return;
  child.kill();
  throw new Error([`the demo could not be brought in: ${failure}`, ...tail].join('\n'));
}

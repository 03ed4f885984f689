import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { command, root } from '../command.ts';

const fakexplain = join(root, 'cli/src/main.ts');
const flags = ['--disable-warning=ExperimentalWarning'];

export interface DemoOptions {
  /** Where the database, the images and the services are. */
  env: Record<string, string>;
  say(line: string): void;
  /** Whether a step may draw its progress on the terminal. */
  terminal: boolean;
  /** Resolves when the worker that is to run the demo's model has ended. */
  workerEnded: Promise<unknown>;
}

/** Draws the demo's images, has its model explain them, and opens its study; what is there is left alone. */
export async function makeDemo({ env, say, terminal, workerEnded }: DemoOptions): Promise<void> {
  await step(['import'], env, say);
  say('The demo’s model explains the demo’s images, on this machine …');
  const explained = explain(env, say, terminal);
  const failure = await Promise.race([explained, workerEnded.then(() => 'the worker ended')]);
  if (failure !== null) {
    say('');
    say(`!! The demo’s model, FakeXplainer-tiny, did not run: ${failure.trim()}`);
    say('!! The demo goes on without it. The next start tries again; a study that is open stays as it is.');
    say('');
  }
  await step(['study'], env, say);
}

async function step(words: string[], env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<void> {
  const { code, output } = await command(process.execPath, [...flags, fakexplain, 'demo', ...words], {
    env,
    onLine: say,
  });
  if (code !== 0) throw new Error(`fakexplain demo ${words.join(' ')} failed:\n${output}`);
}

/** @returns null, or why it could not */
async function explain(
  env: Record<string, string>,
  say: (line: string) => void,
  terminal: boolean,
): Promise<string | null> {
  const child = spawn(process.execPath, [...flags, fakexplain, 'demo', 'explain'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', terminal ? 'inherit' : 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n')) if (line) say(line);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return code === 0 ? null : said || `it ended with exit code ${String(code)}`;
}

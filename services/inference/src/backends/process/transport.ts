import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ToModule } from './protocol.ts';

/** A module that runs in a thread or process of its own. */
export interface Transport {
  say(message: ToModule): void;
  /** Ends it at once. */
  kill(): void;
  /** Settles when it has ended, with how, for a person. */
  readonly ended: Promise<string>;
}

/** How a module runs: a `thread` shares the memory and the fate of the service, a `process` has its own. */
export type ModuleKind = 'thread' | 'process';

export function startTransport(kind: ModuleKind, module: URL, hear: (message: unknown) => void): Transport {
  return kind === 'thread' ? startThread(module, hear) : startProcess(module, hear);
}

function startThread(module: URL, hear: (message: unknown) => void): Transport {
  const worker = new Worker(module);
  let error = '';
  worker.on('message', hear);
  worker.on('error', (thrown) => {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  });
  return {
    say: (message) => worker.postMessage(message, []),
    kill: () => void worker.terminate(),
    ended: new Promise((resolve) => {
      worker.once('exit', (code) => resolve(error || `its thread ended with ${code}`));
    }),
  };
}

/** Characters of a process's standard error, the last ones, that are shown when it ends. */
const shownOfError = 2000;

function startProcess(module: URL, hear: (message: unknown) => void): Transport {
  const child = fork(fileURLToPath(module), {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
  });
  let written = '';
  let error = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(text);
    written = (written + text).slice(-shownOfError);
  });
  child.on('message', hear);
  child.on('error', (thrown) => {
    error = thrown.message;
  });
  return {
    // `ended` reports a process that has just died, not this.
    say: (message) => void (child.connected && child.send(message, () => {})),
    kill: () => void child.kill('SIGKILL'),
    ended: new Promise((resolve) => {
      // On `close`, unlike `exit`, everything it wrote has arrived.
      child.once('close', (code, signal) => {
        const how = error || `its process ended with ${signal ?? code}`;
        resolve(written.trim() ? `${how}: ${written.trim()}` : how);
      });
    }),
  };
}

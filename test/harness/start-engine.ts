import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from '../../cli/src/stack/free-port.ts';
import { untilReady } from '../../cli/src/stack/until-ready.ts';
import { python } from './python.ts';

export interface Engine extends AsyncDisposable {
  /** Base address, `/v1` included. */
  url: string;
}

/** An engine for language models that is a Python module and listens at `--host` and `--port`. */
export interface EngineCommand {
  module: string;
  args: string[];
  /** Where it is ready, it answers here. */
  readyPath: string;
  /** A folder for what it keeps, where no downloads of this machine lie. */
  home: string;
}

/** Importing PyTorch alone takes a minute on a busy machine. */
const readyTimeoutMs = 600_000;

/** Starts an engine, without network, and waits until it answers. */
export async function startEngine({ module, args, readyPath, home }: EngineCommand): Promise<Engine> {
  const port = await freePort();
  const server = spawn(python, ['-m', module, ...args, '--host', '127.0.0.1', '--port', String(port)], {
    cwd: home,
    env: {
      ...process.env,
      HF_HOME: home,
      HF_HUB_OFFLINE: '1',
      VLLM_NO_USAGE_STATS: '1',
      // GiB
      VLLM_CPU_KVCACHE_SPACE: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let tail = '';
  server.stderr.on('data', (bytes: Buffer) => {
    tail = `${tail}${bytes.toString()}`.slice(-4_000);
  });
  const ended = once(server, 'close');
  const stop = async () => {
    // It ends the processes that it started itself.
    server.kill('SIGTERM');
    await ended;
  };
  try {
    await Promise.race([
      untilReady(`http://127.0.0.1:${port}${readyPath}`, readyTimeoutMs, () => server.exitCode === null),
      ended.then(([code]) =>
        Promise.reject(new Error(`${module} ended with ${code} while starting:\n${tail}`)),
      ),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://127.0.0.1:${port}/v1`, [Symbol.asyncDispose]: stop };
}

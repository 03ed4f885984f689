import { fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

export interface Llama extends AsyncDisposable {
  /** Base address, `/v1` included. */
  url: string;
  pid: number;
}

/** Starts llama.cpp with the two files that `writeQwenGguf` writes, on one thread, as a process of its own. */
export async function startLlama(files: { model: string; vision: string }): Promise<Llama> {
  const server = fork(new URL('serve-llama.ts', import.meta.url), [files.model, files.vision], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = once(server, 'exit');
  const [address] = await Promise.race([
    once(server, 'message'),
    ended.then(([code]) =>
      Promise.reject(new Error(`llama.cpp ended with ${code} before it could be asked`)),
    ),
  ]);
  const { port } = z.object({ port: z.int() }).parse(address);
  return {
    url: `http://127.0.0.1:${port}/v1`,
    pid: server.pid ?? 0,
    async [Symbol.asyncDispose]() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

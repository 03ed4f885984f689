// The same weights through two engines: ours, and llama.cpp behind an OpenAI-shaped endpoint.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { Backend, ModelRequest } from '../services/inference/src/backends/backend.ts';
import golden from '../demo/train/golden/answers.json' with { type: 'json' };
import { openBackend } from '../services/inference/src/backends/open-backend.ts';
import { manifestSchema } from '../services/inference/src/models/manifest-schema.ts';
import { writeQwenGguf } from './harness/gguf/write-qwen-gguf.ts';

const demo = join(import.meta.dirname, '../demo');
const checkpoint = join(demo, 'models/fakexplainer-tiny-demo');
const pictures = join(demo, 'images');
const resize = { factor: 28, minPixels: 3136, maxPixels: 50_176 };

async function demoPicture(file: string): Promise<ModelRequest> {
  const bytes = await readFile(join(pictures, file));
  const { width, height } = await sharp(bytes).metadata();
  return { sha256: '', path: null, bytes, mediaType: 'image/webp', width, height };
}

const manifestOf = (backend: object) =>
  manifestSchema.parse({
    slug: 'tiny',
    name: 'Tiny',
    description: 'The demo checkpoint.',
    family: 'qwen2.5-vl',
    task: 'explain',
    licence: 'Apache-2.0',
    origin: 'shipped',
    backend,
    prompt: { user: 'Is this image real or generated? Explain where and why.' },
    decoding: { maxTokens: 160 },
    reading: { grammar: 'qwen2.5-vl', space: 'qwen-smart-resized', resize },
  });

async function startLlama(folder: string): Promise<AsyncDisposable & { url: string }> {
  const files = { model: join(folder, 'model.gguf'), vision: join(folder, 'vision.gguf') };
  await writeQwenGguf(checkpoint, files);
  const server = fork(new URL('harness/gguf/serve-llama.ts', import.meta.url), [files.model, files.vision], {
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
    async [Symbol.asyncDispose]() {
      server.kill('SIGKILL');
      await ended;
    },
  };
}

test('llama.cpp, asked as a server, gives the tokens that the local backend gives', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fakexplain-llama-'));
  try {
    await using llama = await startLlama(folder);
    const open = (backend: object): Promise<Backend> =>
      openBackend(manifestOf(backend), { folder, cacheFolder: join(folder, 'cache'), environment: {} });
    const served = await open({
      kind: 'served',
      endpoints: [llama.url],
      model: 'tiny',
      skipSpecialTokens: null,
      resizeBeforeSending: true,
      concurrency: 1,
    });
    const local = await open({ kind: 'local', checkpoint });
    expect(served.provenance.details['server']).toBe('llama.cpp');
    // Pictures whose answers do not hang on how an engine rounds (demo/train/golden.py).
    for (const { file } of golden.cases) {
      const request = await demoPicture(file);
      const answer = await local.generate(request);
      expect(answer).toMatchObject({ kind: 'text', text: expect.stringContaining('<think>') });
      const { text } = answer.kind === 'text' ? answer : { text: '' };
      expect(await served.generate(request), file).toMatchObject({ kind: 'text', text });
    }
    await local.close();
    await served.close();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { supervise } from '../process/supervise.ts';
import {
  goldenCheckpoints,
  goldenImage,
  scratchFolder,
  writeGoldenCheckpoint,
} from '@fakexplain/vlm-onnx/golden';
import { modelProtocol } from './model-protocol.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { answers, ...checkpoint } = goldenCheckpoints['3b'];
const [golden] = answers;
if (!golden) throw new Error('no answer to compare with');
const question = { key: 'x', bytes: goldenImage(golden.image).bytes, width: 1, height: 1 };

let scratch: Awaited<ReturnType<typeof scratchFolder>>;
beforeAll(async () => {
  scratch = await scratchFolder();
  await writeGoldenCheckpoint(join(scratch.path, 'checkpoint'), checkpoint);
});
afterAll(() => scratch[Symbol.asyncDispose]());

/** The model in a process of its own, as one on a GPU is, but on the CPU. */
const open = (stuckAfter: number) =>
  supervise(modelProtocol, {
    module: new URL('model-module.ts', import.meta.url),
    as: 'process',
    settings: {
      checkpoint: join(scratch.path, 'checkpoint'),
      cacheFolder: join(scratch.path, 'cache'),
      weights: 'float32',
      files: {},
      provider: 'cpu',
      gpu: 0,
      threads: 1,
      prompt: golden.prompt,
      decoding: { maxTokens: golden.tokens.length, temperature: 0, topP: 1, seed: 0 },
    },
    stuckAfter,
  });

/** The processes that this one has started. */
const children = () =>
  readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );

test.runIf(process.platform === 'linux').each([
  ['killed', 'SIGKILL', 60, /crashed: its process ended with SIGKILL/],
  ['stopped', 'SIGSTOP', 1, /silent for 1 s/],
] as const)(
  'a model that is %s in the middle of an answer fails it as passing, and answers it when asked again',
  async (_, signal, stuckAfter, message) => {
    const before = new Set(children());
    const model = await open(stuckAfter);
    const [pid = 0] = children().filter((child) => !before.has(child));
    let hurt = false;
    const onEvent = (text: string) => {
      if (text === '' || hurt) return;
      hurt = true;
      process.kill(pid, signal);
    };
    await expect(model.ask(question, { onEvent })).rejects.toMatchObject({
      fault: 'passing',
      message: expect.stringMatching(message),
    });
    expect(hurt).toBe(true);
    expect((await model.ask(question)).text).toBe(golden.text);
    await model.close();
  },
);

test('questions are answered in turn, and one that is cancelled makes way', async () => {
  const model = await open(60);
  const controller = new AbortController();
  const cancelled = model.ask(question, {
    signal: controller.signal,
    onEvent: (text) => text !== '' && controller.abort(new Error('enough')),
  });
  const others = [model.ask(question), model.ask(question)];
  await expect(cancelled).rejects.toThrow('enough');
  for (const answer of await Promise.all(others))
    expect(answer).toEqual({ text: golden.text, truncated: true, tokens: golden.tokens.length });
  await model.close();
});

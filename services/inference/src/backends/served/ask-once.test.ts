import OpenAI, { APIError } from 'openai';
import { afterEach, expect, it } from 'vitest';
import { answerOf } from '../../../../../test/harness/model-server/answer-image.ts';
import type { Fault } from '../../../../../test/harness/model-server/faults.ts';
import {
  startModelServer,
  type ModelServer,
  type ModelServerOptions,
} from '../../../../../test/harness/model-server/start-model-server.ts';
import { askOnce, type AskOptions } from './ask-once.ts';
import { ReasoningTakenOut, Silence, StreamCut } from './faults.ts';

const anyImage = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const text = answerOf(anyImage, 'qwen2.5-vl');

const keepSpecialTokens = { skip_special_tokens: false };

let server: ModelServer | undefined;
afterEach(async () => {
  await server?.close();
});

async function ask(fault: Fault | null, options: Partial<AskOptions> = {}, more: ModelServerOptions = {}) {
  server = await startModelServer({ faults: () => fault, ...more });
  const client = new OpenAI({ baseURL: server.url, apiKey: 'none', maxRetries: 0, logLevel: 'off' });
  return askOnce(
    client,
    {
      model: 'fake',
      stream: true,
      stream_options: { include_usage: true },
      ...keepSpecialTokens,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'data:image/png;base64,' } },
            { type: 'text', text: 'Real or generated?' },
          ],
        },
      ],
    },
    { signal: new AbortController().signal, firstTokenTimeout: 60, idleTimeout: 60, ...options },
  );
}

it('gives the whole text, piece by piece, with its tokens', async () => {
  const pieces: string[] = [];
  const answer = await ask(null, { onText: (piece) => pieces.push(piece) });
  expect(answer).toEqual({ text, finish: 'stop', tokens: pieces.length });
  expect(pieces.join('')).toBe(text);
  expect(pieces.length).toBeGreaterThan(1);
});

it('tells an answer that broke off at the limit of tokens', async () => {
  expect(await ask({ kind: 'truncated', pieces: 1 })).toMatchObject({ finish: 'length' });
});

it('waits for the first piece no longer than told', async () => {
  await expect(ask({ kind: 'silent', pieces: 0 }, { firstTokenTimeout: 0.02 })).rejects.toThrow(
    new Silence('no first piece of the answer came within 0.02 s'),
  );
});

it('waits for each further piece no longer than told', async () => {
  await expect(ask({ kind: 'silent', pieces: 2 }, { idleTimeout: 0.02 })).rejects.toThrow(
    new Silence('the answer did not go on within 0.02 s'),
  );
});

it('takes no part of an answer for the whole when the stream ends politely', async () => {
  await expect(ask({ kind: 'cut', pieces: 2, politely: true })).rejects.toThrow(StreamCut);
});

it.each([
  ['the connection breaks', { kind: 'cut', pieces: 2 }, TypeError],
  ['a piece is no JSON', { kind: 'garbled' }, SyntaxError],
  ['the stream tells of an error', { kind: 'stream-error', pieces: 2 }, APIError],
] as const)('fails when %s', async (_, fault, kind) => {
  await expect(ask(fault)).rejects.toThrow(kind);
});

it('sees that the server takes the reasoning out', async () => {
  await expect(ask(null, {}, { takesOutReasoning: true })).rejects.toThrow(ReasoningTakenOut);
});

it('throws the reason of an abort, before and in the midst of an answer', async () => {
  const reason = new Error('no longer wanted');
  await expect(ask(null, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await server?.close();
  const stop = new AbortController();
  const asked = ask({ kind: 'silent', pieces: 1 }, { signal: stop.signal, onText: () => stop.abort(reason) });
  await expect(asked).rejects.toBe(reason);
});

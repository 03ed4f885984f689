import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { answerOf } from '../../../../../test/harness/model-server/answer-image.ts';
import type { Fault } from '../../../../../test/harness/model-server/faults.ts';
import {
  startModelServer,
  type ModelServer,
  type ModelServerOptions,
} from '../../../../../test/harness/model-server/start-model-server.ts';
import { parseManifest } from '../../models/parse-manifest.ts';
import type { Backend, ModelRequest } from '../backend.ts';
import { openServed } from './open-served.ts';
import { testClock } from '../../testing/test-clock.ts';

vi.setConfig({ testTimeout: 60_000 });

const servers: ModelServer[] = [];
const backends: Backend[] = [];
afterEach(async () => {
  await Promise.all(backends.splice(0).map((backend) => backend.close()));
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = await startModelServer(options);
  servers.push(server);
  return server;
}

async function open(
  endpoints: string[],
  more = '',
  clock = testClock(),
  decoding = 'decoding: { maxTokens: 321, temperature: 0.5, seed: 7 }',
): Promise<Backend> {
  const { manifest, problems } = parseManifest(`slug: mine
name: Mine
description: A model.
family: qwen2.5-vl
task: explain
licence: unknown
origin: trained here
backend:
  kind: served
  endpoints: ${JSON.stringify(endpoints)}
  model: fake
  ${more}
prompt: { system: You look at images., user: Real or generated? }
${decoding}
reading: { grammar: qwen2.5-vl, space: original }
`);
  if (manifest?.backend.kind !== 'served') throw new Error(problems.join('\n'));
  const backend = await openServed(manifest, manifest.backend, { clock });
  backends.push(backend);
  return backend;
}

async function image(seed: number): Promise<ModelRequest> {
  const create = {
    width: 56,
    height: 56,
    channels: 3,
    background: { r: seed % 256, g: seed >> 8, b: 0 },
  } as const;
  const bytes = await sharp({ create }).png().toBuffer();
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { sha256, path: `${seed}.png`, bytes, mediaType: 'image/png', width: 56, height: 56 };
}

const textOf = ({ sha256 }: ModelRequest) => answerOf(sha256, 'qwen2.5-vl');
const failing = (fault: Fault, times: number) => {
  let left = times;
  return () => ((left -= 1) >= 0 ? fault : null);
};

describe('a request', () => {
  it('has the image before the words, the decoding, and keeps special tokens', async () => {
    const server = await serve();
    const backend = await open([server.url], 'request: { repetition_penalty: 1.05, top_p: 0.9 }');
    const request = await image(1);
    expect(await backend.generate(request)).toEqual({
      kind: 'text',
      text: textOf(request),
      truncated: false,
      tokens: expect.any(Number),
      probability: null,
    });
    expect(server.requests.at(-1)).toMatchObject({
      max_tokens: 321,
      temperature: 0.5,
      top_p: 0.9,
      seed: 7,
      repetition_penalty: 1.05,
      skip_special_tokens: false,
      messages: [
        { role: 'system', content: 'You look at images.' },
        {
          role: 'user',
          content: [
            {
              type: 'image_url',
              image_url: { url: `data:image/png;base64,${Buffer.from(request.bytes).toString('base64')}` },
            },
            { type: 'text', text: 'Real or generated?' },
          ],
        },
      ],
    });
  });

  it.each([
    ['tokenLimit: max_completion_tokens', '', { max_completion_tokens: 1_000 }],
    ['request: { max_completion_tokens: 700 }', '', { max_completion_tokens: 700 }],
    [
      'tokenLimit: max_completion_tokens',
      'decoding: { maxTokens: 321, seed: 7 }',
      { max_completion_tokens: 321, seed: 7 },
    ],
    ['', 'decoding: { temperature: null, topP: null, seed: null }', { max_tokens: 1_000 }],
    ['', 'decoding: { maxTokens: null }', { temperature: 0, top_p: 1, seed: 0 }],
  ])('leaves out what is not to be sent: %s %s', async (more, decoding, fields) => {
    const server = await serve();
    const backend = await open([server.url], more, testClock(), decoding);
    await backend.generate(await image(1));
    const sent = server.requests.at(-1) ?? {};
    const names = ['max_tokens', 'max_completion_tokens', 'temperature', 'top_p', 'seed'];
    const found = Object.fromEntries(Object.entries(sent).filter(([name]) => names.includes(name)));
    expect(found).toEqual(fields);
    if (more.startsWith('tokenLimit')) {
      expect(backend.provenance.details).toMatchObject({ tokenLimit: 'max_completion_tokens' });
    }
  });

  it('tells a truncated answer', async () => {
    const server = await serve();
    const backend = await open([server.url]);
    server.setFaults(() => ({ kind: 'truncated', pieces: 1 }));
    expect(await backend.generate(await image(1))).toMatchObject({ truncated: true });
  });

  it('carries the key', async () => {
    const server = await serve({ apiKey: 'sk-right' });
    await expect(open([server.url])).rejects.toMatchObject({
      fault: 'model',
      message: expect.stringMatching(/401/),
    });
  });
});

describe('a fault that passes', () => {
  it.each<[string, Fault]>([
    ['too many requests', { kind: 'status', status: 429 }],
    ['an error of the server', { kind: 'status', status: 500 }],
    ['a connection that breaks', { kind: 'cut', pieces: 2 }],
    ['a stream that ends early', { kind: 'cut', pieces: 2, politely: true }],
    ['an error in the stream', { kind: 'stream-error', pieces: 1 }],
    ['garbled pieces', { kind: 'garbled' }],
  ])('is tried again: %s', async (_, fault) => {
    const server = await serve();
    const clock = testClock();
    const backend = await open([server.url], '', clock);
    server.setFaults(failing(fault, 2));
    const request = await image(1);
    let text = '';
    let restarts = 0;
    const answer = await backend.generate(request, {
      onText: (piece) => (text += piece),
      onRestart: () => {
        text = '';
        restarts += 1;
      },
    });
    expect(answer).toMatchObject({ text: textOf(request) });
    expect(text).toBe(textOf(request));
    // Where the connection breaks, pieces on their way may be lost with it.
    if (fault.kind !== 'cut' || fault.politely) expect(restarts).toBe('pieces' in fault ? 2 : 0);
    expect(clock.delays).toEqual([1_000, 2_000]);
    expect(server.asked.get(request.sha256)).toBe(3);
    expect(server.answered.get(request.sha256)).toBe(1);
  });

  it('waits as long as the server asks', async () => {
    const server = await serve();
    const clock = testClock();
    const backend = await open([server.url], '', clock);
    server.setFaults(failing({ kind: 'status', status: 429, retryAfter: '30' }, 1));
    await backend.generate(await image(1));
    expect(clock.delays).toEqual([1_000, 29_000]);
  });

  it('ends with its reason after so many attempts', async () => {
    const server = await serve();
    const backend = await open([server.url], 'attempts: 2');
    server.setFaults(() => ({ kind: 'status', status: 503 }));
    await expect(backend.generate(await image(1))).rejects.toMatchObject({
      fault: 'passing',
      message: expect.stringMatching(/503 .*\(asked 2 times\)$/),
    });
  });
});

it('blames the image where the server refuses the request', async () => {
  const server = await serve();
  const backend = await open([server.url]);
  server.setFaults(() => ({ kind: 'status', status: 400 }));
  const request = await image(1);
  await expect(backend.generate(request)).rejects.toMatchObject({ fault: 'image' });
  expect(server.asked.get(request.sha256)).toBe(1);
});

it('stops when aborted and when closed', async () => {
  const server = await serve();
  const backend = await open([server.url]);
  server.setFaults(() => ({ kind: 'silent', pieces: 1 }));
  const stop = new AbortController();
  const aborted = backend.generate(await image(1), {
    signal: stop.signal,
    onText: () => stop.abort(new Error('enough')),
  });
  await expect(aborted).rejects.toThrow('enough');
  const closed = backend.generate(await image(2), { onText: () => void backend.close() });
  await expect(closed).rejects.toMatchObject({ fault: 'passing', message: 'the model was closed' });
});

it('brings every answer home whole, whatever fails on the way', async () => {
  const [a, b] = [await serve({ dialect: 'vllm' }), await serve({ dialect: 'vllm' })];
  const backend = await open([a.url, b.url], 'constraint: vllm-grammar\n  attempts: 20');
  const faults: (Fault | null)[] = [
    null,
    null,
    { kind: 'status', status: 429, retryAfter: '2' },
    { kind: 'status', status: 500 },
    { kind: 'cut', pieces: 1 },
    { kind: 'cut', pieces: 2, politely: true },
    { kind: 'stream-error', pieces: 2 },
    { kind: 'malformed' },
    { kind: 'garbled' },
    { kind: 'slow', milliseconds: 1 },
  ];
  for (const server of [a, b]) {
    server.setFaults(({ sha256, attempt }) => {
      const chance = createHash('sha256')
        .update(`${sha256} ${attempt} ${server.url === a.url}`)
        .digest();
      return faults[(chance[0] ?? 0) % faults.length] ?? null;
    });
  }
  const requests = await Promise.all(Array.from({ length: 120 }, (_, index) => image(index)));
  const told = requests.map(() => '');
  const answers = await Promise.all(
    requests.map((request, index) =>
      backend.generate(request, {
        onText: (piece) => (told[index] += piece),
        onRestart: () => (told[index] = ''),
      }),
    ),
  );
  expect(answers.map((answer) => answer.kind === 'text' && answer.text)).toEqual(requests.map(textOf));
  expect(told).toEqual(requests.map(textOf));
  const asked = (server: ModelServer) => [...server.asked.values()].reduce((sum, times) => sum + times, 0);
  expect(asked(a) + asked(b)).toBeGreaterThan(200);
});

describe('several endpoints', () => {
  it('share the work, each within its limit', async () => {
    // Answers are held back until both endpoints are full.
    const full = Promise.withResolvers<void>();
    let waiting = 0;
    const onRequest = () => {
      if (!opened) return;
      waiting += 1;
      if (waiting === 6) full.resolve();
      return full.promise;
    };
    let opened = false;
    const [a, b] = [await serve({ onRequest }), await serve({ onRequest })];
    const backend = await open([a.url, b.url], 'concurrency: 3');
    opened = true;
    expect(backend.concurrency).toBe(6);
    const requests = await Promise.all(Array.from({ length: 20 }, (_, index) => image(index)));
    const answers = await Promise.all(requests.map((request) => backend.generate(request)));
    expect(answers.map((answer) => answer.kind === 'text' && answer.text)).toEqual(requests.map(textOf));
    expect([a.peak(), b.peak()]).toEqual([3, 3]);
  });

  it('stand in for one another', async () => {
    const [a, b] = [await serve(), await serve()];
    const backend = await open([a.url, b.url]);
    await a.close();
    const requests = await Promise.all(Array.from({ length: 6 }, (_, index) => image(index)));
    for (const request of requests) {
      expect(await backend.generate(request)).toMatchObject({ text: textOf(request) });
    }
    await b.close();
    await expect(backend.generate(await image(9))).rejects.toMatchObject({
      fault: 'model',
      message: expect.stringMatching(/no connection/),
    });
  });

  it('open when at least one answers', async () => {
    const [a, b] = [await serve(), await serve()];
    await a.close();
    const backend = await open([a.url, b.url], 'attempts: 1');
    expect(backend.provenance.details.endpoints).toBe(
      `${a.url} (did not answer at first), ${b.url} (special tokens not seen)`,
    );
  });
});

describe('the probe', () => {
  it.each(['vllm-regex', 'vllm-grammar', 'sglang-regex', 'sglang-ebnf', 'llama.cpp-grammar'])(
    'finds %s heeded by the server that speaks it, and by no other',
    async (constraint) => {
      const dialects = ['vllm', 'sglang', 'llama.cpp'] as const;
      for (const dialect of dialects) {
        const server = await serve({ dialect });
        const opened = open([server.url], `constraint: ${constraint}`);
        if (constraint.startsWith(dialect)) {
          const { provenance } = await opened;
          expect(provenance.details).toMatchObject({
            constraint,
            server: 'fake-engine',
            root: 'somewhere/fake',
          });
          expect(provenance.versions).toMatchObject({ 'fake-engine': '1.2.3' });
        } else {
          await expect(opened).rejects.toMatchObject({
            fault: 'model',
            message: expect.stringContaining(`does not heed the constraint "${constraint}"`),
          });
        }
      }
    },
  );

  it('finds that special tokens are lost', async () => {
    const lost = { fault: 'model', message: expect.stringContaining('leaves the markers of boxes out') };
    const constrained = await serve({ dialect: 'vllm', dropsSpecialTokens: true });
    await expect(open([constrained.url], 'constraint: vllm-regex')).rejects.toMatchObject(lost);
    const answer = () => answerOf('01'.repeat(32), 'qwen2.5-vl');
    const free = await serve({ dropsSpecialTokens: true, answer });
    await expect(open([free.url])).rejects.toMatchObject(lost);
    const asked = await serve({ answer });
    await expect(open([asked.url], 'skipSpecialTokens: true')).rejects.toMatchObject(lost);
  });

  it('names the models that are there instead', async () => {
    const server = await serve({ model: 'another' });
    await expect(open([server.url])).rejects.toMatchObject({
      fault: 'model',
      message: `${server.url} serves another, not fake`,
    });
  });

  // What `transformers serve` 5.23 answers: with an empty cache, without one, and with another model in it.
  it.each([[[]], [null], [[{ id: 'Qwen/Qwen3-0.6B', owned_by: 'Qwen' }]]])(
    'lets the answer decide where the list of models does not: %j',
    async (models) => {
      const server = await serve({ models, dropsSpecialTokens: true });
      const backend = await open([server.url], 'attempts: 1');
      const request = await image(1);
      expect(await backend.generate(request)).toMatchObject({ text: expect.stringContaining('<think>') });
      expect(backend.provenance.details).not.toHaveProperty('server');
      const other = await serve({ models, model: 'another' });
      await expect(open([other.url], 'attempts: 1')).rejects.toMatchObject({
        fault: 'model',
        message: expect.stringMatching(/there is no model fake; .*(not fake|does not tell its models)/),
      });
    },
  );

  it('names the setting for a server that refuses fields which it does not know', async () => {
    const server = await serve({ refusesSkipSpecialTokens: true });
    await expect(open([server.url])).rejects.toMatchObject({
      fault: 'model',
      message: expect.stringContaining('"skipSpecialTokens: null" leaves it out'),
    });
    await open([server.url], 'skipSpecialTokens: null');
  });

  it('says where nothing answers, and where the address is not that of the interface', async () => {
    const server = await serve();
    await expect(open([server.url.replace('/v1', '')], 'attempts: 1')).rejects.toMatchObject({
      fault: 'model',
      message: expect.stringContaining('is /v1 in the address?'),
    });
    await server.close();
    await expect(open([server.url], 'attempts: 1')).rejects.toMatchObject({
      fault: 'model',
      message: `no server answers at ${server.url}`,
    });
  });

  it('meets a busy server with patience', async () => {
    const server = await serve({ faults: failing({ kind: 'status', status: 429 }, 2) });
    await open([server.url]);
    expect(server.requests).toHaveLength(3);
  });

  it('refuses a server that takes the reasoning out', async () => {
    const server = await serve({ takesOutReasoning: true });
    await expect(open([server.url])).rejects.toMatchObject({
      fault: 'model',
      message: expect.stringContaining('without a reasoning parser'),
    });
  });
});

describe('an answer outside of the constraint', () => {
  it('is asked for again', async () => {
    const server = await serve({ dialect: 'vllm' });
    const backend = await open([server.url], 'constraint: vllm-grammar');
    server.setFaults(failing({ kind: 'malformed' }, 2));
    const request = await image(1);
    expect(await backend.generate(request)).toMatchObject({ text: textOf(request) });
  });

  it('fails in the end, and is never taken', async () => {
    const server = await serve({ dialect: 'vllm' });
    const backend = await open([server.url], 'constraint: vllm-grammar');
    server.setFaults(() => ({ kind: 'malformed' }));
    await expect(backend.generate(await image(1))).rejects.toMatchObject({
      fault: 'passing',
      message: expect.stringContaining('outside of the grammar'),
    });
  });

  it('is taken as it is where there is no constraint', async () => {
    const server = await serve();
    const backend = await open([server.url]);
    server.setFaults(() => ({ kind: 'malformed' }));
    expect(await backend.generate(await image(1))).toMatchObject({
      text: expect.stringContaining('As a language model'),
    });
  });
});

import { problemSchema } from '@fakexplain/contract';
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import * as fc from 'fast-check';
import { HTTPException } from 'hono/http-exception';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createApp } from './create-app.ts';
import { ProblemError } from './problem.ts';

const castNote = createRoute({
  method: 'post',
  path: '/notes/{id}',
  request: {
    params: z.object({ id: z.string().max(20) }),
    query: z.object({ limit: z.coerce.number().int().min(1).optional(), word: z.string().optional() }),
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.object({
            text: z.string().min(2),
            tags: z.array(z.string()).optional(),
            more: z.unknown().optional(),
          }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'The note',
      content: { 'application/json': { schema: z.object({ text: z.string() }) } },
    },
  },
});

function build(ready = {}) {
  const log: { level: number; requestId?: string; err?: { message: string } }[] = [];
  const sink = new Writable({
    write(line, _, done) {
      log.push(JSON.parse(String(line)));
      done();
    },
  });
  const app = createApp({
    title: 'Notes',
    version: '1.2.3',
    logger: pino({ level: 'debug' }, sink),
    ready,
    outageOf: (error) =>
      error instanceof Error && error.message === 'gone: db.internal' ? 'Gone for now.' : null,
    maxBodyBytes: 1000,
  });
  // A subject knows nothing of the app that it will be part of.
  const subject = new OpenAPIHono();
  subject.openapi(castNote, (c) => c.json({ text: c.req.valid('json').text }, 200));
  subject.get('/refuse', () => {
    throw new ProblemError('ballot-expired', {
      detail: 'It ended at noon.',
      headers: { 'retry-after': '9' },
    });
  });
  subject.get('/token', () => {
    throw new ProblemError('unauthenticated');
  });
  subject.get('/break', () => {
    throw new Error('secret: hunter2');
  });
  subject.get('/outage', () => {
    throw new Error('gone: db.internal');
  });
  subject.get('/gateway', () => {
    throw new HTTPException(502, { message: 'secret: upstream' });
  });
  app.route('/', subject);
  return { app, log };
}

const post = (
  body: string | Blob | ReadableStream,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => ({
  method: 'POST',
  body,
  headers,
});

async function problem(response: Response | Promise<Response>) {
  const answer = await response;
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  const document = problemSchema.parse(await answer.json());
  expect(document.status).toBe(answer.status);
  expect(document.instance).toBe(`/requests/${answer.headers.get('x-request-id')}`);
  return document;
}

describe('a request that fits', () => {
  it('is answered, with safe headers', async () => {
    const { app, log } = build();
    const response = await app.request('/notes/a?limit=3', post('{"text":"hello"}'));
    expect(await response.json()).toEqual({ text: 'hello' });
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(log).toMatchObject([{ level: 20, method: 'POST', path: '/notes/a', status: 200 }]);
  });
});

describe('a request that does not fit', () => {
  const { app, log } = build();

  it('names every field at fault', async () => {
    expect(await problem(app.request('/notes/a', post('{"text":"x","tags":["a",1]}')))).toMatchObject({
      type: '/problems/invalid-request',
      status: 422,
      errors: [{ path: 'body.text' }, { path: 'body.tags.1' }],
    });
    expect(await problem(app.request('/notes/a?limit=0', post('{"text":"hello"}')))).toMatchObject({
      errors: [{ path: 'query.limit' }],
    });
    expect(await problem(app.request(`/notes/${'a'.repeat(21)}`, post('{"text":"hello"}')))).toMatchObject({
      errors: [{ path: 'path.id' }],
    });
  });

  it('says what the faulty fields of its operations are called, and what is wrong with them', async () => {
    const note = createRoute({
      method: 'post',
      path: '/books/{book}/notes',
      operationId: 'addNote',
      'x-access': 'public',
      request: {
        params: z.object({ book: z.string().max(3).meta({ title: 'Book' }) }),
        body: {
          content: {
            'application/json': { schema: z.object({ text: z.string().min(1).meta({ title: 'Note' }) }) },
          },
        },
      },
      responses: { 200: { description: 'Added' } },
    });
    const guarded = createApp({
      title: 'Books',
      version: '1',
      logger: pino({ level: 'silent' }),
      guarded: {
        contract: { note },
        accounts: { identify: () => Promise.resolve(null), actAs: (_, work) => work() },
      },
    });
    guarded.route(
      '/',
      new OpenAPIHono().openapi(note, (c) => c.json({})),
    );
    expect(await problem(guarded.request('/books/emma/notes', post('{"text":"x"}')))).toMatchObject({
      errors: [
        { path: 'path.book', title: 'Book', message: 'Too long: write at most 3 characters, these are 4' },
      ],
    });
    expect(await problem(guarded.request('/books/ulm/notes', post('{"text":""}')))).toMatchObject({
      errors: [{ path: 'body.text', title: 'Note', message: 'Empty: write something' }],
    });
  });

  it('is malformed when it is no JSON', async () => {
    for (const body of ['', '{', '{"text":', 'text=1', '\u0000']) {
      expect(await problem(app.request('/notes/a', post(body)))).toMatchObject({
        type: '/problems/malformed-request',
      });
    }
  });

  it('must say what its body is', async () => {
    for (const type of ['text/plain', 'application/xml', 'x', ';;']) {
      expect(
        await problem(app.request('/notes/a', post('{"text":"hello"}', { 'content-type': type }))),
      ).toMatchObject({
        type: '/problems/unsupported-media-type',
      });
    }
  });

  it('may not be too large, announced or not', async () => {
    const large = JSON.stringify({ text: 'x'.repeat(2000) });
    const streamed = new Request('http://localhost/notes/a', {
      ...post(new Blob([large]).stream()),
      duplex: 'half',
    } as RequestInit);
    for (const response of [app.request('/notes/a', post(large)), app.request(streamed)]) {
      expect(await problem(response)).toMatchObject({ type: '/problems/payload-too-large', status: 413 });
    }
  });

  it('may not hold text that PostgreSQL cannot store', async () => {
    for (const [path, request] of [
      ['body.text', app.request('/notes/a', post('{"text":"a\\u0000b"}'))],
      ['body.tags.1', app.request('/notes/a', post('{"text":"hello","tags":["a","\\u0000"]}'))],
      ['body.more.deep.0', app.request('/notes/a', post('{"text":"hello","more":{"deep":["\\ud800"]}}'))],
      ['body.more', app.request('/notes/a', post('{"text":"hello","more":{"\\u0000":1}}'))],
      ['query.word', app.request('/notes/a?word=%00', post('{"text":"hello"}'))],
      ['path.id', app.request('/notes/%00', post('{"text":"hello"}'))],
    ] as const) {
      expect(await problem(request)).toMatchObject({ status: 422, errors: [{ path }] });
    }
  });

  it('finds nothing at an unknown address', async () => {
    expect(await problem(app.request('/nothing'))).toMatchObject({
      type: '/problems/not-found',
      status: 404,
    });
  });

  it('is told which methods there are', async () => {
    const response = await app.request('/notes/a', { method: 'DELETE' });
    expect(response.headers.get('allow')).toBe('POST');
    expect(await problem(response)).toMatchObject({ type: '/problems/method-not-allowed', status: 405 });
  });

  it('never counts as a fault of the service', () => {
    expect(log.filter(({ level }) => level > 20)).toEqual([]);
  });
});

describe('a refusal by the logic', () => {
  it('is answered as its problem', async () => {
    const response = await build().app.request('/refuse');
    expect(response.headers.get('retry-after')).toBe('9');
    expect(await problem(response)).toMatchObject({
      type: '/problems/ballot-expired',
      status: 410,
      detail: 'It ended at noon.',
    });
  });

  it('asks for a token in the way HTTP knows', async () => {
    expect((await build().app.request('/token')).headers.get('www-authenticate')).toBe('Bearer');
  });
});

describe('an outage', () => {
  it('asks to come again, and is logged as no fault', async () => {
    const { app, log } = build();
    const response = await app.request('/outage');
    expect(response.headers.get('retry-after')).toBe('2');
    const document = await problem(response);
    expect(document).toMatchObject({ type: '/problems/not-ready', status: 503 });
    expect(JSON.stringify(document)).not.toContain('internal');
    expect(log.map(({ level }) => level)).toEqual([40, 20]);
  });
});

describe('a fault', () => {
  it.each(['/break', '/gateway'])('of %s says nothing but its id, under which it is logged', async (path) => {
    const { app, log } = build();
    const response = await app.request(path);
    const text = await response.clone().text();
    expect(text).not.toMatch(/secret|Error|at /);
    const { status, instance } = await problem(response);
    expect(status).toBe(500);
    const fault = log.find(({ level }) => level === 50);
    expect(instance).toBe(`/requests/${fault?.requestId}`);
    expect(fault?.err?.message).toContain('secret');
  });
});

describe('health', () => {
  it('is live while it answers and ready when every check passes', async () => {
    const fine = build({ database: async () => 1 }).app;
    expect((await fine.request('/health')).status).toBe(200);
    expect((await fine.request('/health/ready')).status).toBe(200);
    const { app } = build({ database: () => Promise.reject(new Error('secret')), blobs: async () => 1 });
    expect((await app.request('/health')).status).toBe(200);
    expect(await problem(app.request('/health/ready'))).toMatchObject({
      status: 503,
      errors: [{ path: 'database', message: 'does not work' }],
    });
  });
});

it('describes itself', async () => {
  const response = await build().app.request('/openapi.json');
  expect(await response.json()).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Notes', version: '1.2.3' },
    paths: { '/notes/{id}': { post: {} } },
  });
});

it('never fails, whatever is sent', async () => {
  const { app, log } = build();
  const path = fc.oneof(
    fc.string({ unit: 'binary' }).map((s) => s.toWellFormed()),
    fc.constantFrom('%', '%E0%A4%A', '%00', '%C0%80', '..', '%2e%2e', '//', '%FF', '{id}', ':id', '*'),
  );
  const body = fc.oneof(
    fc.json().map((more) => `{"text":"hello","more":${more}}`),
    fc.string({ unit: 'binary' }),
    fc.nat(400).map((n) => '['.repeat(n) + ']'.repeat(n)),
    fc.nat(400).map((n) => `{"text":"hello","more":${'['.repeat(n)}${']'.repeat(n)}}`),
    fc.uint8Array({ maxLength: 50 }).map((bytes) => new Blob([bytes as Uint8Array<ArrayBuffer>])),
  );
  await fc.assert(
    fc.asyncProperty(path, path, body, fc.string(), async (path, query, body, type) => {
      const contentType = /^[\x20-\x7e]+$/.test(type) && type.length % 2 ? type : 'application/json';
      const url = `http://localhost/notes/${path.replace(/[?#]/g, '')}?${query}&limit=${query}`;
      const response = await app.request(url, post(body, { 'content-type': contentType }));
      expect(response.status).toBeLessThan(500);
    }),
    { numRuns: 500 },
  );
  expect(log.filter(({ level }) => level > 20)).toEqual([]);
});

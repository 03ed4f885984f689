import { createLogger } from '@fakexplain/service-kit';
import { afterEach, expect, test, vi } from 'vitest';
import { forward } from './forward.ts';

afterEach(() => vi.unstubAllGlobals());

const logger = createLogger('site', 'silent');
const arena = { url: 'http://arena:1', maxBodyBytes: 20 };

test('method, body, query and tokens go through; cookies and addresses do not', async () => {
  const seen: Request[] = [];
  vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
    seen.push(new Request(input, init));
    return new Response('made', {
      status: 201,
      headers: { 'content-type': 'application/json', 'set-cookie': 'a=1', server: 'x' },
    });
  });
  const answer = await forward(
    new Request('http://site/api/arena/ballots/1/votes?a=b%2Fc', {
      method: 'POST',
      body: '{"choice":"left"}',
      headers: {
        authorization: 'Bearer t',
        cookie: 'maintainer=secret',
        'x-forwarded-for': '10.0.0.1',
        'idempotency-key': 'k'.repeat(8),
        'content-type': 'application/json',
        'x-request-id': 'r',
      },
    }),
    { service: arena, path: 'ballots/1/votes?a=b%2Fc', logger },
  );
  const [request] = seen;
  expect(request?.url).toBe('http://arena:1/ballots/1/votes?a=b%2Fc');
  expect(request?.method).toBe('POST');
  expect(await request?.text()).toBe('{"choice":"left"}');
  expect(Object.fromEntries(request?.headers ?? [])).toEqual({
    authorization: 'Bearer t',
    'content-type': 'application/json',
    'idempotency-key': 'kkkkkkkk',
    'x-request-id': 'r',
  });
  expect(answer.status).toBe(201);
  expect(await answer.text()).toBe('made');
  expect(answer.headers.get('set-cookie')).toBeNull();
  expect(answer.headers.get('content-type')).toBe('application/json');
});

test('a service that limits visitors learns where a request came from', async () => {
  const seen: (string | null)[] = [];
  vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
    seen.push(new Request(input, init).headers.get('x-forwarded-for'));
    return new Response();
  });
  const headers = { 'x-forwarded-for': '192.0.2.1' };
  const request = new Request('http://site/api/arena/studies', { headers });
  await forward(request, { service: arena, path: 'studies', address: '10.0.0.9', logger });
  expect(seen).toEqual(['10.0.0.9']);
});

test('a service that does not answer becomes a problem document', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')));
  const request = new Request('http://site/api/arena/studies', { headers: { 'x-request-id': 'r' } });
  const answer = await forward(request, { service: arena, path: 'studies', logger });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(await answer.json()).toMatchObject({
    type: '/problems/not-ready',
    status: 503,
    instance: '/requests/r',
  });
});

test.each([
  ['with its length', '{"choice":"left","a":1}', true],
  ['in chunks', '{"choice":"left","a":1}', false],
])('a body %s that the service does not take is refused as such', async (_, text, withLength) => {
  let sent = '';
  vi.stubGlobal('fetch', async (input: string, init: RequestInit) => {
    sent = await new Request(input, init).text();
    return new Response();
  });
  const ask = (body: string) => {
    const bytes = new TextEncoder().encode(body);
    const request = new Request('http://site/api/arena/studies', {
      method: 'POST',
      body: new ReadableStream({
        start(controller) {
          for (const part of [bytes.slice(0, 10), bytes.slice(10)]) controller.enqueue(part);
          controller.close();
        },
      }),
      duplex: 'half',
      ...(withLength && { headers: { 'content-length': String(bytes.length) } }),
    } as RequestInit);
    return forward(request, { service: arena, path: 'studies', logger });
  };
  const refused = await ask(text);
  expect(refused.status).toBe(413);
  expect(await refused.json()).toMatchObject({
    type: '/problems/payload-too-large',
    detail: 'A body may have 20 bytes.',
  });
  expect(sent).toBe('');
  expect((await ask(text.slice(0, 20))).status).toBe(200);
  expect(sent).toBe(text.slice(0, 20));
});

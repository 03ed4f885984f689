import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compress } from './compress.ts';

const page = `<!doctype html>${'<p>An explanation, and another one.</p>'.repeat(400)}`;
const image = Buffer.alloc(4_000, 7);
let server: Server;
/** Ends the event stream. */
let endStream = () => {};

beforeAll(async () => {
  server = createServer((request, response) =>
    compress(request, response, () => {
      if (request.url === '/events') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('data: 1\n\n');
        endStream = () => response.end();
      } else if (request.url === '/image') {
        response.writeHead(200, { 'content-type': 'image/png' });
        response.end(image);
      } else {
        response.writeHead(200, { 'content-type': 'text/html', 'content-length': Buffer.byteLength(page) });
        response.end(page);
      }
    }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

async function get(path: string, accepted: string): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  const headers = { 'accept-encoding': accepted };
  const [response] = (await once(ask({ port, path, headers }).end(), 'response')) as [IncomingMessage];
  return response;
}

test.each([
  ['br, gzip', 'br', brotliDecompressSync],
  ['gzip', 'gzip', gunzipSync],
])('a page goes out in what the browser reads: %s', async (accepted, encoding, decode) => {
  const answer = await get('/', accepted);
  expect(answer.headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding' });
  const bytes = await buffer(answer);
  expect(bytes.length).toBeLessThan(page.length / 4);
  expect(decode(bytes).toString()).toBe(page);
});

test('who reads no encoding gets the page as it is', async () => {
  const answer = await get('/', 'identity');
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect((await buffer(answer)).toString()).toBe(page);
});

test('an image is not compressed again', async () => {
  const answer = await get('/image', 'br, gzip');
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(await buffer(answer)).toEqual(image);
});

test('an event comes before the stream ends', async () => {
  const answer = await get('/events', 'br, gzip');
  expect(answer.headers['content-encoding']).toBeUndefined();
  const [first] = (await once(answer, 'data')) as [Buffer];
  expect(first.toString()).toBe('data: 1\n\n');
  endStream();
});

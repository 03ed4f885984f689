import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { problemSchema } from '@fakexplain/contract';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { parseTrustedProxies } from './client-address.ts';
import { createApp } from './create-app.ts';
import { listen } from './listen.ts';
import type { Listening, ListenOptions } from './listen.ts';
import { requestIds } from './logger.ts';

const logger = pino({ level: 'silent' });
const running: Listening[] = [];
afterEach(() => Promise.all(running.splice(0).map((server) => server.stop())));

async function start(options: Partial<ListenOptions> = {}) {
  const app = createApp({ title: 'T', version: '1', logger });
  const arrived = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  app.get('/slow', async (c) => {
    arrived.resolve();
    await release.promise;
    return c.text('done');
  });
  app.post('/echo', async (c) => c.text(await c.req.text()));
  const server = await listen(app, { port: 0, logger, ...options });
  running.push(server);
  return { ...server, arrived: arrived.promise, release: release.resolve };
}

/** Sends bytes as they are and returns the whole answer. */
async function sendRaw(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(request);
  return text(socket);
}

describe('listen', () => {
  it('reads a body that comes in chunks, without a length', async () => {
    const { port } = await start();
    const head = 'POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n';
    const answer = await sendRaw(port, `${head}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*abcde/);
  });

  it('says when a port is taken', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken.`);
  });

  it('finishes what is in flight, refuses what is new, then closes resources in order', async () => {
    const closed: string[] = [];
    const resource = (name: string) => ({ name, close: async () => closed.push(name) });
    const stopping = new AbortController();
    const server = await start({ resources: [resource('jobs'), resource('database')], stopping });
    const slow = fetch(`${server.url}/slow`);
    await server.arrived;
    const stop = server.stop();
    expect(stopping.signal.aborted).toBe(true);
    await expect(fetch(`${server.url}/health`)).rejects.toThrow('fetch failed');
    expect(closed).toEqual([]);
    server.release();
    expect(await (await slow).text()).toBe('done');
    expect(await stop).toBe(true);
    expect(closed).toEqual(['jobs', 'database']);
  });

  it('cuts what does not end, and closes every resource whatever one does', async () => {
    const closed: string[] = [];
    const server = await start({
      graceMs: 50,
      resources: [
        { name: 'stuck', close: () => new Promise(() => undefined) },
        { name: 'broken', close: () => Promise.reject(new Error('no')) },
        { name: 'fine', close: async () => closed.push('fine') },
      ],
    });
    const slow = fetch(`${server.url}/slow`);
    await server.arrived;
    const [answer, clean] = await Promise.all([
      slow.then(
        () => 'answered',
        () => 'cut',
      ),
      server.stop(),
    ]);
    expect({ answer, clean, closed }).toEqual({ answer: 'cut', clean: false, closed: ['fine'] });
  });

  it('logs a request by the id that a trusted proxy gives it, and by none that a stranger invents', async () => {
    const id = '0d9f7b0e-5a6f-4c59-8f3b-2f8c1c9f7a11';
    for (const [trusted, given, kept] of [
      ['127.0.0.0/8', id, true],
      ['127.0.0.0/8', `${id}0`, false],
      ['127.0.0.0/8', 'x', false],
      ['10.0.0.0/8', id, false],
    ] as const) {
      const app = createApp({
        title: 'T',
        version: '1',
        logger,
        trustedProxies: parseTrustedProxies(trusted),
      });
      let inside: string | undefined;
      app.get('/break', () => {
        inside = requestIds.getStore();
        throw new Error('broken');
      });
      const server = await listen(app, { port: 0, logger });
      running.push(server);
      const response = await fetch(`${server.url}/break`, { headers: { 'x-request-id': given } });
      const { instance } = problemSchema.parse(await response.json());
      expect(instance).toBe(`/requests/${inside}`);
      expect(inside === given).toBe(kept);
    }
  });

  it.each([
    ['a long header', `GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a long address', `GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['no host', 'GET /health HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['a host that is none', 'GET /health HTTP/1.1\r\nHost: a b/@%\r\nConnection: close\r\n\r\n', 400],
    ['a broken escape', 'GET /%E0%A4%A?%=% HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['an address that is none', 'GET //[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 404],
    ['a broken chunk', 'POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
    ['no HTTP', '\u0016\u0003\u0001\u0002\r\n\r\n', 400],
  ])('answers %s with a refusal', async (_, request, status) => {
    const { port } = await start();
    const answer = await sendRaw(port, request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/^content-type: application\/problem\+json\r$/im);
    expect(problemSchema.parse(JSON.parse(/{.*}/.exec(answer)?.[0] ?? '')).status).toBe(status);
  });
});

describe('a process that is told to stop', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('ends cleanly on %s', async (signal) => {
    const kit = fileURLToPath(new URL('index.ts', import.meta.url));
    const script = `
      const { createApp, createLogger, listen } = await import(${JSON.stringify(kit)});
      const logger = createLogger('test');
      const app = createApp({ title: 'T', version: '1', logger });
      await listen(app, { port: 0, logger, resources: [{ name: 'r', close: async () => console.log('closed r') }] });
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    let told = false;
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      // Once: a second signal means at once, and log lines may come in later than what is printed.
      if (told || !output.includes('listening')) return;
      told = child.kill(signal);
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(output).toContain('closed r');
  });
});

import { afterEach, expect, test, vi } from 'vitest';
import { fetchFromLiving } from './fetch-from-living.ts';

afterEach(() => vi.unstubAllGlobals());

type Fetch = (url: string, signal: AbortSignal) => Promise<Response>;

/** An answer that never comes, until whoever asked gives up. */
const never: Fetch = (_, signal) =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

function service(answer: Fetch, health: Fetch) {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string, init: { signal: AbortSignal }) => {
    asked.push(url);
    return (url.endsWith('/health') ? health : answer)(url, init.signal);
  });
  return asked;
}

const ask = (init?: RequestInit) =>
  fetchFromLiving('http://arena', { everyMs: 5, livingMs: 20 })('http://arena/studies', init);

test('a service that accepts and never answers is given up', async () => {
  service(never, never);
  await expect(ask()).rejects.toThrow('http://arena is dead');
});

test('a slow answer of a living service is awaited, and asked for once', async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  let lives = 0;
  const asked = service(
    () => promise,
    async () => {
      lives += 1;
      if (lives === 3) resolve(new Response('late'));
      return new Response();
    },
  );
  expect(await (await ask()).text()).toBe('late');
  expect(asked.filter((url) => url === 'http://arena/studies')).toHaveLength(1);
});

test('who leaves ends the call', async () => {
  const left = new AbortController();
  service(never, async () => {
    left.abort();
    return new Response();
  });
  await expect(ask({ signal: left.signal })).rejects.toMatchObject({ name: 'AbortError' });
});

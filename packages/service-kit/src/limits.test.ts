import { problemSchema } from '@fakexplain/contract';
import { Hono } from 'hono';
import { z } from 'zod';
import { expect, test } from 'vitest';
import { parseTrustedProxies } from './client-address.ts';
import { limitRequests, limitSetting } from './limits.ts';
import { ProblemError, problemResponse } from './problem.ts';

test('a request that is refused says when to go on; its network is that of the visitor, not of the site', async () => {
  const asked: string[] = [];
  const limiter = {
    take: async (kind: 'vote', network: string) => {
      asked.push(`${kind} ${network}`);
      return network.startsWith('203') ? 89.2 : 0;
    },
  };
  const app = new Hono();
  app.onError((error) => {
    if (error instanceof ProblemError) return problemResponse('r', error.type, error.details);
    throw error;
  });
  const trustedProxies = parseTrustedProxies('127.0.0.1');
  app.post('/votes', limitRequests(limiter, 'vote', { what: 'votes', trustedProxies }), (c) =>
    c.text('taken'),
  );
  const from = (remoteAddress: string, forwarded?: string) =>
    app.request(
      '/votes',
      { method: 'POST', headers: forwarded ? { 'x-forwarded-for': forwarded } : {} },
      { incoming: { socket: { remoteAddress } } },
    );

  const refused = await from('127.0.0.1', '203.0.113.5');
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('90');
  expect(problemSchema.parse(await refused.json()).detail).toMatch(/more votes than .* Go on in 2 min\.$/);
  expect((await from('127.0.0.1', '2001:db8::1')).status).toBe(200);
  // One who is no proxy may write what it likes.
  expect((await from('203.0.113.5', '198.51.100.1')).status).toBe(429);
  expect(asked).toEqual(['vote 203.0.113.5', 'vote 2001:db8:0:0::/64', 'vote 203.0.113.5']);
});

test('a limit in the environment is two numbers, or off', () => {
  const read = (LIMIT?: string) => z.object({ LIMIT: limitSetting('60, 6') }).safeParse({ LIMIT });
  expect(read().data).toEqual({ LIMIT: { burst: 60, perMinute: 6 } });
  expect(read('5,0.5').data).toEqual({ LIMIT: { burst: 5, perMinute: 0.5 } });
  expect(read('off').data).toEqual({ LIMIT: null });
  for (const wrong of ['60', '0, 6', '60, 0', '-1, 2', 'a, b', '1, 2, 3'])
    expect(read(wrong).error?.issues[0]?.message).toMatch(/two numbers/);
});

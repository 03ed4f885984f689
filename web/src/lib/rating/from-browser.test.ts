import { arena } from '@fakexplain/contract';
import { afterEach, expect, test, vi } from 'vitest';
import { drawBallots, newKey, Refused, sendTo } from './from-browser.ts';
import { HeldBack, type Answer } from './outbox.ts';

const answer: Answer = {
  key: 'key-1',
  ballot: 'ballot-1',
  choice: 'tie',
  reasons: ['text'],
  comment: null,
  responseMs: 900,
  loadingMs: 40,
  input: 'keyboard',
  castAt: 12,
  first: true,
};
const problem = (status: number, slug: string) =>
  Response.json(
    { type: `/problems/${slug}`, title: slug, status, detail: 'In words.' },
    { status, headers: { 'content-type': 'application/problem+json' } },
  );
const site = (respond: () => Response) => {
  const asked = vi.fn((_path: string, _init: RequestInit) => Promise.resolve(respond()));
  vi.stubGlobal('fetch', asked);
  return asked;
};
afterEach(() => vi.unstubAllGlobals());

test('an answer is sent to its ballot, with its key and nothing of this browser’s own', async () => {
  const asked = site(() => Response.json({}, { status: 201 }));
  expect(await sendTo('demo')(answer)).toEqual({ kind: 'accepted' });
  const [path, init] = asked.mock.calls[0] ?? [];
  expect(path).toBe('/rate/demo/ballots/ballot-1/votes');
  expect(new Headers(init?.headers).get('idempotency-key')).toBe('key-1');
  const sent: unknown = JSON.parse(String(init?.body));
  expect(sent).toEqual({
    choice: 'tie',
    reasons: ['text'],
    comment: null,
    responseMs: 900,
    loadingMs: 40,
    input: 'keyboard',
    first: true,
  });
});

test('a pass is sent to its ballot', async () => {
  const asked = site(() => Response.json({}, { status: 201 }));
  const pass = { key: 'key-2', ballot: 'ballot-2', castAt: 13, pass: 'picture', comment: null } as const;
  expect(await sendTo('demo')(pass)).toEqual({ kind: 'accepted' });
  const [path, init] = asked.mock.calls[0] ?? [];
  expect(path).toBe('/rate/demo/ballots/ballot-2/pass');
  expect(JSON.parse(String(init?.body))).toEqual({ reason: 'picture', comment: null });
});

test.each([
  [409, 'study-not-open'],
  [410, 'ballot-expired'],
  [401, 'unauthenticated'],
  [422, 'idempotency-key-reused'],
])('%i %s is the last word on an answer', async (status, slug) => {
  site(() => problem(status, slug));
  expect(await sendTo('demo')(answer)).toEqual({ kind: 'refused', problem: slug, detail: 'In words.' });
});

test.each([
  ['the service is away', () => problem(503, 'not-ready')],
  ['something broke', () => problem(500, 'internal-error')],
  ['a proxy answers', () => new Response('<h1>Sign in to the hotel’s network</h1>', { status: 403 })],
  ['there is no connection', () => Response.error()],
])('when %s, the answer is to be sent again', async (_, respond) => {
  site(respond);
  await expect(sendTo('demo')(answer)).rejects.not.toBeInstanceOf(Refused);
});

test('an answer that comes too fast is held back for as long as the arena says', async () => {
  site(() => {
    const refused = problem(429, 'too-many-requests');
    refused.headers.set('retry-after', '7');
    return refused;
  });
  await expect(sendTo('demo')(answer)).rejects.toMatchObject({ forMs: 7_000, message: 'In words.' });
  await expect(drawBallots('demo', 2)).rejects.toBeInstanceOf(HeldBack);
});

test('an answer to further questions is sent whole', async () => {
  const bodies: unknown[] = [];
  vi.stubGlobal('fetch', async (_: string, { body }: RequestInit) => {
    bodies.push(JSON.parse(String(body)));
    return Response.json({});
  });
  const said = {
    answers: { where: 'tie' as const },
    strength: 'clear' as const,
    verdictAfter: 'real' as const,
  };
  await sendTo('demo')({ ...answer, ...said });
  await sendTo('demo')(answer);
  expect(bodies.map((body) => arena.newVoteSchema.safeParse(body).success)).toEqual([true, true]);
  expect(bodies[0]).toMatchObject(said);
  expect(bodies[1]).not.toHaveProperty('answers');
});

test('a refused draw says why', async () => {
  site(() => problem(409, 'practice-needed'));
  await expect(drawBallots('demo', 2)).rejects.toMatchObject({ slug: 'practice-needed' });
});

test('keys are new each time and fit the contract', () => {
  const keys = Array.from({ length: 50 }, newKey);
  expect(new Set(keys).size).toBe(50);
  for (const key of keys) expect(key).toMatch(/^[\x21-\x7e]{8,100}$/);
});

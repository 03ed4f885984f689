import { expect, expectTypeOf, test } from 'vitest';
import { arena, call, catalog, ServiceProblem, ServiceUnreachable } from './index.ts';

const answer =
  (body: unknown, status = 200): typeof fetch =>
  async () =>
    Response.json(body, { status });

test('a call is typed by its operation and its answer is parsed', async () => {
  const seen: string[] = [];
  const fetcher: typeof fetch = async (input) => {
    seen.push(String(input instanceof Request ? input.url : input));
    return Response.json({ sources: [] });
  };
  const answer = await call(catalog.listSources, {}, { baseUrl: 'http://metrics/', fetch: fetcher });
  expectTypeOf(answer).toEqualTypeOf<{ sources: catalog.Source[] }>();
  expect(answer).toEqual({ sources: [] });
  expect(seen).toEqual(['http://metrics/sources']);
});

test('parameters are encoded into path and query', async () => {
  let url = '';
  const fetcher: typeof fetch = async (input) => {
    url = String(input);
    return Response.json({}, { status: 500 });
  };
  const input = { params: { study: 'a/b' }, query: { slice: 'generator', value: 'x & y' } } as const;
  await expect(
    call(arena.readLeaderboard, input, { baseUrl: 'http://arena', fetch: fetcher }),
  ).rejects.toThrow(ServiceUnreachable);
  expect(url).toBe('http://arena/studies/a%2Fb/leaderboard?slice=generator&value=x+%26+y');
});

test('a problem document becomes a ServiceProblem', async () => {
  const problem = { type: '/problems/study-not-open', title: 'No', status: 409, detail: 'It closed in May.' };
  const call_ = call(
    arena.readBriefing,
    { params: { study: 'x' }, query: {} },
    { baseUrl: 'http://a', fetch: answer(problem, 409) },
  );
  const error = await call_.catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ServiceProblem);
  expect(error).toMatchObject({ slug: 'study-not-open', message: 'It closed in May.' });
});

test('an answer outside the contract is refused', async () => {
  const call_ = call(
    catalog.listSources,
    {},
    { baseUrl: 'http://a', fetch: answer({ sources: [{ slug: 1 }] }) },
  );
  await expect(call_).rejects.toThrow(/not what the contract says/);
});

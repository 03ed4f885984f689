import { expect, test } from 'vitest';
import { toJson } from './json-answer.ts';
import { sharedAnswers, type Made } from './shared-answers.ts';
import { workQueue } from './work-queue.ts';

const forever = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));
const textOf = (answer: Uint8Array) => new TextDecoder().decode(answer);

/** Answers that are made when they are told to be, each with what was asked of it. */
function held(mostBytes?: number) {
  const answers = sharedAnswers<string>(workQueue({ atOnce: 2, waiting: 10 }), mostBytes);
  const made: { signal: AbortSignal; kept: Made<string> | undefined; end: (state: string) => void }[] = [];
  const ask = (key = 'a', signal: AbortSignal = forever) =>
    answers(key, signal, (leaving, kept) => {
      const making = Promise.withResolvers<Made<string>>();
      leaving.addEventListener('abort', () => making.reject(leaving.reason));
      made.push({ signal: leaving, kept, end: (state) => making.resolve({ state, answer: toJson(state) }) });
      return making.promise;
    });
  return { ask, made };
}

test('who asks while an answer is made waits for the next one, together with all who do', async () => {
  const { ask, made } = held();
  const first = ask();
  await settled();
  const later = [ask(), ask(), ask()];
  await settled();
  expect(made).toHaveLength(1);
  made[0]?.end('before');
  expect(textOf(await first)).toBe('"before"');
  await settled();
  expect(made).toHaveLength(2);
  made[1]?.end('after');
  expect((await Promise.all(later)).map(textOf)).toEqual(['"after"', '"after"', '"after"']);
});

test('the last answer is at hand for the next one, which may give it back', async () => {
  const { ask, made } = held();
  const first = ask();
  await settled();
  made[0]?.end('one');
  await first;
  const second = ask();
  await settled();
  expect(made[1]?.kept?.state).toBe('one');
  made[1]?.end('two');
  await second;
  void ask().catch(() => undefined);
  await settled();
  expect(made[2]?.kept?.state).toBe('two');
});

test('what is made ends when the last who waits for it has left, and not before', async () => {
  const { ask, made } = held();
  const [one, other] = [new AbortController(), new AbortController()];
  const answers = [ask('a', one.signal), ask('a', other.signal)];
  await settled();
  one.abort(new Error('left'));
  await expect(answers[0]).rejects.toThrow('left');
  expect(made[0]?.signal.aborted).toBe(false);
  other.abort(new Error('left too'));
  await expect(answers[1]).rejects.toThrow('left too');
  expect(made[0]?.signal.aborted).toBe(true);
  // Who comes now is not told of it.
  const next = ask();
  await settled();
  made[1]?.end('new');
  expect(textOf(await next)).toBe('"new"');
});

test('a failure is told to all who waited, and not kept', async () => {
  const answers = sharedAnswers<string>(workQueue({ atOnce: 1, waiting: 1 }));
  const fail = () => answers('a', forever, () => Promise.reject(new Error('failed')));
  const asked = [fail(), fail()];
  for (const answer of asked) await expect(answer).rejects.toThrow('failed');
  const next = await answers('a', forever, async (_, kept) => ({ state: '', answer: toJson(String(kept)) }));
  expect(textOf(next)).toBe('"undefined"');
});

test('no more bytes are kept than may be, the oldest answers go first', async () => {
  const { ask, made } = held(12);
  for (const key of ['a', 'b', 'c']) {
    const answer = ask(key);
    await settled();
    made.at(-1)?.end(key.repeat(4));
    await answer;
  }
  for (const key of ['c', 'b', 'a']) {
    void ask(key).catch(() => undefined);
    await settled();
    made.at(-1)?.end(key);
    await settled();
  }
  expect(made.slice(3).map(({ kept }) => kept?.state)).toEqual(['cccc', 'bbbb', undefined]);
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryStore, createOutbox, HeldBack, isPass } from './outbox.ts';
import type { Answer, Outbox, Pass, Reply } from './outbox.ts';

const answer = (key: string, ballot: string, castAt = 0, choice: Answer['choice'] = 'left'): Answer => ({
  key,
  ballot,
  choice,
  reasons: [],
  comment: null,
  responseMs: 1200,
  loadingMs: 0,
  input: 'keyboard',
  first: true,
  castAt,
});
const accepted: Reply = { kind: 'accepted' };

/** An arena as the contract has it: the first answer under a key stands, a later key for a ballot supersedes. */
function createArena() {
  const byKey = new Map<string, Answer>();
  const votes: Answer[] = [];
  return {
    byKey,
    votes,
    receive(sent: Answer | Pass) {
      if (isPass(sent)) throw new Error('nothing is passed here');
      const before = byKey.get(sent.key);
      if (before) {
        expect(sent).toEqual(before);
        return;
      }
      byKey.set(sent.key, sent);
      votes.push(sent);
    },
  };
}

describe('outbox', () => {
  test('what the arena holds back is kept, not asked again before its time, and then sent', async () => {
    let now = 1_000;
    const asked: string[] = [];
    let taking = 1;
    const outbox = createOutbox({
      store: createMemoryStore(),
      study: 'demo',
      now: () => now,
      send: async ({ key }) => {
        asked.push(key);
        if (taking === 0) throw new HeldBack('Go on in 12 s.', 12_000);
        taking -= 1;
        return accepted;
      },
    });
    for (const key of ['one', 'two', 'three']) outbox.put(answer(key, `ballot ${key}`));
    expect(await outbox.flush()).toBe(false);
    expect(asked).toEqual(['one', 'two']);
    expect(outbox.heldForMs()).toBe(12_000);
    now += 11_999;
    expect(await outbox.flush()).toBe(false);
    expect(asked).toHaveLength(2);
    expect(outbox.waiting().map(({ key }) => key)).toEqual(['two', 'three']);
    now += 1;
    taking = 2;
    expect(await outbox.flush()).toBe(true);
    expect(asked).toEqual(['one', 'two', 'two', 'three']);
    expect(outbox.heldForMs()).toBe(0);
  });

  test('an answer leaves only after a reply, and stays over a reload', async () => {
    const store = createMemoryStore();
    let online = false;
    const sent: string[] = [];
    const open = () =>
      createOutbox({
        store,
        study: 'demo',
        send: async ({ key }) => {
          if (!online) throw new TypeError('Failed to fetch');
          sent.push(key);
          return accepted;
        },
      });
    const before = open();
    before.put(answer('one', 'ballot-1'));
    expect(await before.flush()).toBe(false);
    expect(before.waiting()).toHaveLength(1);

    online = true;
    const after = open();
    expect(await after.flush()).toBe(true);
    expect(sent).toEqual(['one']);
    expect(before.waiting()).toEqual([]);
  });

  test('a refused answer leaves too and is reported', async () => {
    const replies: Reply[] = [];
    const refusal: Reply = { kind: 'refused', problem: 'ballot-expired', detail: '' };
    const outbox = createOutbox({
      store: createMemoryStore(),
      study: 'demo',
      send: async () => refusal,
      onreply: (_, reply) => replies.push(reply),
    });
    outbox.put(answer('one', 'ballot-1'));
    expect(await outbox.flush()).toBe(true);
    expect(replies).toEqual([refusal]);
    expect(outbox.waiting()).toEqual([]);
  });

  test('what was to follow a refused answer is not sent: it would correct another one', async () => {
    const sent: string[] = [];
    const outbox = createOutbox({
      store: createMemoryStore(),
      study: 'demo',
      send: async ({ key, ballot }) => {
        sent.push(key);
        return ballot === 'ballot-1' ? { kind: 'refused', problem: 'ballot-answered', detail: '' } : accepted;
      },
    });
    outbox.put(answer('one', 'ballot-1'));
    outbox.put(answer('two', 'ballot-2'));
    outbox.put({ ...answer('one-with-reasons', 'ballot-1'), reasons: ['text'], first: false });
    expect(await outbox.flush()).toBe(true);
    expect(sent).toEqual(['one', 'two']);
  });

  test('a pass waits and is sent as answers are', async () => {
    const store = createMemoryStore();
    const pass: Pass = { key: 'p', ballot: 'ballot-1', castAt: 3, pass: 'picture', comment: null };
    createOutbox({ store, study: 'demo', send: async () => accepted }).put(pass);
    const sent: (Answer | Pass)[] = [];
    const later = createOutbox({
      store,
      study: 'demo',
      send: async (entry) => {
        sent.push(entry);
        return accepted;
      },
    });
    expect(await later.flush()).toBe(true);
    expect(sent).toEqual([pass]);
  });

  test('a key takes one answer', () => {
    const outbox = createOutbox({ store: createMemoryStore(), study: 'demo', send: async () => accepted });
    outbox.put(answer('one', 'ballot-1', 5, 'left'));
    expect(() => outbox.put(answer('one', 'ballot-1', 6, 'right'))).toThrow(/already holds/);
  });

  test('studies do not see each other, and foreign or broken entries are passed over', () => {
    const store = createMemoryStore();
    createOutbox({ store, study: 'one', send: async () => accepted }).put(answer('a', 'ballot-1'));
    store.setItem('fakexplain-arena:answer:two:x', '{"key":');
    store.setItem('fakexplain-arena:answer:two:y', '[1]');
    store.setItem('theme', 'dark');
    expect(createOutbox({ store, study: 'two', send: async () => accepted }).waiting()).toEqual([]);
  });

  test('a clock that goes back does not reorder answers', async () => {
    const sent: string[] = [];
    const outbox = createOutbox({
      store: createMemoryStore(),
      study: 'demo',
      send: async ({ key }) => {
        sent.push(key);
        return accepted;
      },
    });
    outbox.put(answer('first', 'ballot-1', 1000));
    outbox.put(answer('second', 'ballot-1', 10));
    await outbox.flush();
    expect(sent).toEqual(['first', 'second']);
  });

  test('any interleaving of tabs, reloads and failures sends each answer, once, in order', async () => {
    const tab = fc.nat({ max: 2 });
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({ do: fc.constant('put' as const), tab, ballot: fc.nat({ max: 3 }) }),
      },
      { weight: 3, arbitrary: fc.record({ do: fc.constant('flush' as const), tab }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('reload' as const), tab }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
    );
    const fate = fc.constantFrom('arrives', 'request lost', 'reply lost');

    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(step, { maxLength: 30 }),
        fc.array(fate, { maxLength: 30 }),
        async (scheduler, steps, fates) => {
          const store = createMemoryStore();
          const arena = createArena();
          const pending = [...fates];
          let fails = true;
          const open = (): Outbox =>
            createOutbox({
              store,
              study: 'demo',
              send: async (sent) => {
                const end = fails ? (pending.shift() ?? 'request lost') : 'arrives';
                await scheduler.schedule(Promise.resolve(), 'request');
                if (end === 'request lost') throw new TypeError('Failed to fetch');
                arena.receive(sent);
                await scheduler.schedule(Promise.resolve(), 'reply');
                if (end === 'reply lost') throw new TypeError('Failed to fetch');
                return accepted;
              },
            });
          const tabs = [open(), open(), open()];
          const put: Answer[] = [];
          for (const [n, action] of steps.entries()) {
            if (action.do === 'wait') {
              if (scheduler.count() > 0) await scheduler.waitOne();
              continue;
            }
            if (action.do === 'reload') tabs[action.tab] = open();
            else if (action.do === 'flush') void tabs[action.tab]?.flush();
            else {
              const made = answer(`key-${n}`, `ballot-${action.ballot}`, n, n % 2 ? 'left' : 'right');
              put.push(made);
              tabs[action.tab]?.put(made);
            }
          }
          await scheduler.waitIdle();
          fails = false;
          const last = open();
          const done = last.flush();
          await scheduler.waitIdle();
          expect(await done).toBe(true);

          expect(arena.votes.map(({ key }) => key).toSorted()).toEqual(put.map(({ key }) => key).toSorted());
          for (const ballot of new Set(put.map((made) => made.ballot))) {
            const stands = arena.votes.findLast((vote) => vote.ballot === ballot);
            expect(stands?.key).toBe(put.findLast((made) => made.ballot === ballot)?.key);
          }
          expect(last.waiting()).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});

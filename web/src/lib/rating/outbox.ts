import type { arena } from '@fakexplain/contract';

interface Entry {
  /** Idempotency key. */
  key: string;
  ballot: string;
  /** Milliseconds since 1970 by this browser's clock; orders what waits. */
  castAt: number;
}

/** One answer of the rater, made once and never changed: a correction is another answer with another key. */
export interface Answer extends Entry {
  choice: arena.Choice;
  /** What else the study asks; an answer that was kept by an older page lacks it. */
  answers?: arena.FurtherAnswers;
  strength?: arena.Strength | null;
  verdictAfter?: arena.RaterVerdict | null;
  reasons: arena.Reason[];
  comment: string | null;
  /** Milliseconds from the image's being on the screen to the answer, and from the ballot's showing to that. */
  responseMs: number | null;
  loadingMs: number | null;
  input: 'pointer' | 'keyboard' | 'form';
  /** Whether it is meant as the ballot's first answer, and corrects none that another window gave. */
  first: boolean;
}

/** A ballot that the rater passes. */
export interface Pass extends Entry {
  pass: arena.PassReason;
  comment: string | null;
}

export const isPass = (entry: Answer | Pass): entry is Pass => 'pass' in entry;

/** What the arena said to an answer or pass that reached it. */
export type Reply = { kind: 'accepted' } | { kind: 'refused'; problem: string; detail: string };

/** The arena takes no more for a while; what was sent is to be sent again then. */
export class HeldBack extends Error {
  readonly forMs: number;
  constructor(words: string, forMs: number) {
    super(words);
    this.forMs = forMs;
  }
}

/**
 * Hands an answer or pass to the arena. Throws `HeldBack` where it takes no more for a while, and anything else when it
 * cannot be known whether it arrived; either way it is sent again.
 */
export type Send = (entry: Answer | Pass) => Promise<Reply>;

/** The part of `localStorage` that is used. */
export type AnswerStore = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;

export interface Outbox {
  /** Keeps an answer or pass until the arena has replied to it. Throws where its key was used before. */
  put(entry: Answer | Pass): void;
  /** What has no reply yet, oldest first. */
  waiting(): (Answer | Pass)[];
  /** Sends what waits, in order, until all is sent or one fails; nothing while it is held back. True when nothing is left. */
  flush(): Promise<boolean>;
  /** Milliseconds for which answers are held back; 0: they are not. */
  heldForMs(): number;
}

/**
 * Answers on their way to the arena. Each lies under a storage key of its own, so that tabs never overwrite one
 * another, and leaves only after a reply; whatever is sent twice carries the same key and the same answer.
 */
export function createOutbox(options: {
  store: AnswerStore;
  study: string;
  send: Send;
  onreply?: (entry: Answer | Pass, reply: Reply) => void;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}): Outbox {
  const { store, send, onreply, now = () => performance.now() } = options;
  const prefix = `fakexplain-arena:answer:${options.study}:`;
  const replied = new Set<string>();
  let flushing: Promise<boolean> | null = null;
  let heldUntil = 0;
  const heldForMs = () => Math.max(0, heldUntil - now());

  function waiting(): (Answer | Pass)[] {
    const names = Array.from({ length: store.length }, (_, i) => store.key(i) ?? '');
    return names
      .filter((name) => name.startsWith(prefix))
      .flatMap((name) => readEntry(store.getItem(name)) ?? [])
      .filter(({ key }) => !replied.has(key))
      .toSorted((a, b) => a.castAt - b.castAt || (a.key < b.key ? -1 : 1));
  }

  function put(entry: Answer | Pass): void {
    if (replied.has(entry.key) || store.getItem(prefix + entry.key) !== null) {
      throw new Error(`The key ${entry.key} already holds an answer`);
    }
    // Later than everything that waits, even if the clock went back: order decides which answer stands.
    const last = waiting().at(-1)?.castAt ?? 0;
    store.setItem(prefix + entry.key, JSON.stringify({ ...entry, castAt: Math.max(entry.castAt, last + 1) }));
  }

  function remove(key: string): void {
    replied.add(key);
    store.removeItem(prefix + key);
  }

  async function sendAll(): Promise<boolean> {
    for (;;) {
      const [entry] = waiting();
      if (!entry) return true;
      if (heldForMs() > 0) return false;
      let reply: Reply;
      try {
        reply = await send(entry);
      } catch (error) {
        if (error instanceof HeldBack) heldUntil = now() + error.forMs;
        return false;
      }
      remove(entry.key);
      // What was to follow a refused answer would change another one, given in another window.
      if (reply.kind === 'refused')
        for (const { key, ballot } of waiting()) if (ballot === entry.ballot) remove(key);
      onreply?.(entry, reply);
    }
  }

  return {
    put,
    waiting,
    heldForMs,
    flush: () => (flushing ??= sendAll().finally(() => (flushing = null))),
  };
}

function readEntry(text: string | null): Answer | Pass | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

const isEntry = (value: unknown): value is Answer | Pass =>
  typeof value === 'object' &&
  value !== null &&
  'key' in value &&
  typeof value.key === 'string' &&
  'ballot' in value &&
  typeof value.ballot === 'string' &&
  'castAt' in value &&
  typeof value.castAt === 'number' &&
  (('choice' in value && typeof value.choice === 'string') ||
    ('pass' in value && typeof value.pass === 'string'));

/** Keeps answers for as long as the page lives, where the browser refuses `localStorage`. */
export function createMemoryStore(): AnswerStore {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
  };
}

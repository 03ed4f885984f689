import type { arena } from '@fakexplain/contract';

/** One answer of the rater, made once and never changed: a correction is another answer with another key. */
export interface Answer {
  /** Idempotency key. */
  key: string;
  ballot: string;
  choice: arena.Choice;
  reasons: arena.Reason[];
  comment: string | null;
  /** Milliseconds from the image's being on the screen to the answer, and from the ballot's showing to that. */
  responseMs: number | null;
  loadingMs: number | null;
  input: 'pointer' | 'keyboard' | 'form';
  /** Milliseconds since 1970 by this browser's clock; orders the answers that wait. */
  castAt: number;
}

/** What the arena said to an answer that reached it. */
export type Reply =
  { kind: 'accepted'; correctableForMs: number } | { kind: 'refused'; problem: string; detail: string };

/** The arena takes no more for a while; what was sent is to be sent again then. */
export class HeldBack extends Error {
  readonly forMs: number;
  constructor(words: string, forMs: number) {
    super(words);
    this.forMs = forMs;
  }
}

/**
 * Hands an answer to the arena. Throws `HeldBack` where it takes no more for a while, and anything else when it cannot be
 * known whether the answer arrived; either way it is sent again.
 */
export type Send = (answer: Answer) => Promise<Reply>;

/** The part of `localStorage` that is used. */
export type AnswerStore = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>;

export interface Outbox {
  /** Keeps an answer until the arena has replied to it. Throws where its key was used before. */
  put(answer: Answer): void;
  /** The answers without a reply, oldest first. */
  waiting(): Answer[];
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
  onreply?: (answer: Answer, reply: Reply) => void;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}): Outbox {
  const { store, send, onreply, now = () => performance.now() } = options;
  const prefix = `fakexplain-arena:answer:${options.study}:`;
  const replied = new Set<string>();
  let flushing: Promise<boolean> | null = null;
  let heldUntil = 0;
  const heldForMs = () => Math.max(0, heldUntil - now());

  function waiting(): Answer[] {
    const names = Array.from({ length: store.length }, (_, i) => store.key(i) ?? '');
    return names
      .filter((name) => name.startsWith(prefix))
      .flatMap((name) => readAnswer(store.getItem(name)) ?? [])
      .filter((answer) => !replied.has(answer.key))
      .toSorted((a, b) => a.castAt - b.castAt || (a.key < b.key ? -1 : 1));
  }

  function put(answer: Answer): void {
    if (replied.has(answer.key) || store.getItem(prefix + answer.key) !== null) {
      throw new Error(`The key ${answer.key} already holds an answer`);
    }
    // Later than everything that waits, even if the clock went back: order decides which answer stands.
    const last = waiting().at(-1)?.castAt ?? 0;
    store.setItem(
      prefix + answer.key,
      JSON.stringify({ ...answer, castAt: Math.max(answer.castAt, last + 1) }),
    );
  }

  async function sendAll(): Promise<boolean> {
    for (;;) {
      const [answer] = waiting();
      if (!answer) return true;
      if (heldForMs() > 0) return false;
      let reply: Reply;
      try {
        reply = await send(answer);
      } catch (error) {
        if (error instanceof HeldBack) heldUntil = now() + error.forMs;
        return false;
      }
      replied.add(answer.key);
      store.removeItem(prefix + answer.key);
      onreply?.(answer, reply);
    }
  }

  return {
    put,
    waiting,
    heldForMs,
    flush: () => (flushing ??= sendAll().finally(() => (flushing = null))),
  };
}

function readAnswer(text: string | null): Answer | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isAnswer(value) ? value : null;
  } catch {
    return null;
  }
}

function isAnswer(value: unknown): value is Answer {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    'ballot' in value &&
    typeof value.ballot === 'string' &&
    'choice' in value &&
    typeof value.choice === 'string' &&
    'castAt' in value &&
    typeof value.castAt === 'number'
  );
}

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

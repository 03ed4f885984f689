import { createContext } from 'svelte';
import { sendTo } from './from-browser.ts';
import {
  createMemoryStore,
  createOutbox,
  type Answer,
  type AnswerStore,
  type Pass,
  type Reply,
} from './outbox.ts';

const slowestRetryMs = 30_000;

/** Carries one study's answers to the arena for as long as a page of it is open, and says what waits. */
export class OutboxState {
  readonly #study: string;
  readonly #outbox;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #running = false;
  /** How many answers have no reply yet. */
  waiting = $state(0);
  /** Whether the last attempt to send failed. */
  stuck = $state(false);
  /** Seconds for which the arena takes no more of this network, when it last said so; 0: it takes them. */
  heldForS = $state(0);
  /** Told of each reply. */
  onreply: ((entry: Answer | Pass, reply: Reply) => void) | null = null;

  constructor(study: string) {
    this.#study = study;
    this.#outbox = createOutbox({
      store: openStore(),
      study,
      send: sendTo(study),
      onreply: (entry, reply) => {
        this.#count();
        this.onreply?.(entry, reply);
      },
    });
  }

  /** Starts to send what an earlier page left; returns how to stop. */
  start(): () => void {
    const wake = () => {
      this.#failures = 0;
      void this.deliver();
    };
    const count = () => this.#count();
    this.#running = true;
    addEventListener('online', wake);
    addEventListener('storage', count);
    wake();
    return () => {
      this.#running = false;
      clearTimeout(this.#retry);
      removeEventListener('online', wake);
      removeEventListener('storage', count);
    };
  }

  post(entry: Answer | Pass): void {
    this.#outbox.put(entry);
    this.#count();
    void this.deliver();
  }

  entriesWaiting = (): (Answer | Pass)[] => this.#outbox.waiting();

  /** Sends now, one tab at a time where the browser can say so; tries again until nothing waits. */
  async deliver(): Promise<void> {
    clearTimeout(this.#retry);
    const flush = () => this.#outbox.flush();
    const lock = `fakexplain-arena:${this.#study}`;
    const empty = await ('locks' in navigator ? navigator.locks.request(lock, flush) : flush());
    this.#count();
    this.stuck = !empty;
    const heldForMs = this.#outbox.heldForMs();
    this.heldForS = Math.ceil(heldForMs / 1000);
    this.#failures = empty ? 0 : this.#failures + 1;
    clearTimeout(this.#retry);
    if (empty || !this.#running) return;
    const pause = heldForMs || Math.min(slowestRetryMs, 1000 * 2 ** this.#failures);
    this.#retry = setTimeout(() => void this.deliver(), pause);
  }

  #count(): void {
    this.waiting = this.#outbox.waiting().length;
  }
}

/** `localStorage`, or memory where the browser forbids it. */
function openStore(): AnswerStore {
  try {
    const probe = 'fakexplain-arena:probe';
    localStorage.setItem(probe, '1');
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return createMemoryStore();
  }
}

export const [getOutbox, setOutbox] = createContext<OutboxState>();

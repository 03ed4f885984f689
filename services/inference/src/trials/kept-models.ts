import type { Backend } from '../backends/backend.ts';
import { identityOfModel, type ModelToOpen, type OpenModel } from '../backends/open-model.ts';

export interface KeptOptions {
  /** Models that are open at a time. */
  most: number;
  /** Milliseconds that a model stays open without a trial. */
  idleMs: number;
}

interface Kept {
  backend: Promise<Backend>;
  users: number;
  closeTimer?: NodeJS.Timeout;
}

/** Models that stay open from one trial to the next. */
export class KeptModels {
  readonly #open: OpenModel;
  readonly #options: KeptOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #closing = new AbortController();

  constructor(open: OpenModel, options: KeptOptions) {
    this.#open = open;
    this.#options = options;
  }

  /**
   * The model, open, for as long as `use` takes.
   * @throws ModelFailure where it cannot be opened
   */
  async use<T>(model: ModelToOpen, use: (backend: Backend) => Promise<T>): Promise<T> {
    const identity = identityOfModel(model);
    const kept = this.#kept.get(identity) ?? this.#begin(identity, model);
    clearTimeout(kept.closeTimer);
    kept.users += 1;
    try {
      return await use(await kept.backend);
    } finally {
      kept.users -= 1;
      if (kept.users === 0) {
        kept.closeTimer = setTimeout(() => void this.#end(identity, kept), this.#options.idleMs).unref();
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('the service is stopping'));
    await Promise.all([...this.#kept].map(([identity, kept]) => this.#end(identity, kept)));
  }

  #begin(identity: string, model: ModelToOpen): Kept {
    const kept: Kept = {
      backend: this.#makeRoom().then(() => this.#open(model, { signal: this.#closing.signal })),
      users: 0,
    };
    this.#kept.set(identity, kept);
    // Tried again next time.
    kept.backend.catch(() => this.#kept.delete(identity));
    return kept;
  }

  /** Closes unused models until there is room for one more; at most as many are in use as trials run at once. */
  async #makeRoom(): Promise<void> {
    const unused = [...this.#kept].filter(([, { users }]) => users === 0);
    const surplus = this.#kept.size + 1 - this.#options.most;
    await Promise.all(
      unused.slice(0, Math.max(0, surplus)).map(([identity, kept]) => this.#end(identity, kept)),
    );
  }

  async #end(identity: string, kept: Kept): Promise<void> {
    clearTimeout(kept.closeTimer);
    if (this.#kept.get(identity) === kept) this.#kept.delete(identity);
    const backend = await kept.backend.catch(() => null);
    await backend?.close();
  }
}

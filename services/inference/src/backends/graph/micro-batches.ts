interface Queued<Item, Result> {
  item: Item;
  key: string;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

export interface MicroBatchOptions<Item, Result> {
  /** Items of one run at most. */
  most: number;
  /** Only items with one key run together. */
  keyOf: (item: Item) => string;
  /** Gives a result for each item, in order; what it throws, each of them throws. */
  run: (items: Item[]) => Promise<Result[]>;
}

/**
 * Collects items into runs, one run at a time. A run begins when as many items with one key are ready as it may take, or
 * when no more are being prepared: it does not wait for images that may never come.
 */
export class MicroBatches<Item, Result> {
  readonly #options: MicroBatchOptions<Item, Result>;
  #queue: Queued<Item, Result>[] = [];
  #preparing = 0;
  #running = false;

  constructor(options: MicroBatchOptions<Item, Result>) {
    this.#options = options;
  }

  /**
   * @param signal takes the item out of the queue; a run that has begun goes on
   * @throws what preparing it or its run throws; the signal's reason
   */
  async submit(preparing: Promise<Item>, signal?: AbortSignal): Promise<Result> {
    this.#preparing += 1;
    let item: Item;
    try {
      item = await preparing;
      signal?.throwIfAborted();
    } finally {
      this.#preparing -= 1;
      this.#consider();
    }
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const queued = { item, key: this.#options.keyOf(item), resolve, reject };
    const leave = () => {
      this.#queue = this.#queue.filter((one) => one !== queued);
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', leave, { once: true });
    this.#queue.push(queued);
    this.#consider();
    return promise.finally(() => signal?.removeEventListener('abort', leave));
  }

  /** Begins a run where one is due. Those queued in this turn are seen together. */
  #consider(): void {
    setImmediate(() => {
      if (this.#running) return;
      const batch = this.#due();
      if (batch.length > 0) void this.#run(batch);
    });
  }

  #due(): Queued<Item, Result>[] {
    const groups = Map.groupBy(this.#queue, ({ key }) => key);
    for (const group of groups.values())
      if (group.length >= this.#options.most) return group.slice(0, this.#options.most);
    const [oldest] = groups.values();
    return this.#preparing === 0 ? (oldest ?? []) : [];
  }

  async #run(batch: Queued<Item, Result>[]): Promise<void> {
    this.#running = true;
    const taken = new Set(batch);
    this.#queue = this.#queue.filter((one) => !taken.has(one));
    try {
      const results = await this.#options.run(batch.map(({ item }) => item));
      for (const [place, { resolve, reject }] of batch.entries()) {
        const result = results[place];
        if (result === undefined) reject(new Error('the run gave no result for this item'));
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      this.#running = false;
      this.#consider();
    }
  }
}

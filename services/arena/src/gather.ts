export interface Gathering<Item, Result> {
  /** Does a batch at once; gives a result for each item, in their order. */
  work: (items: Item[]) => Promise<Result[]>;
  /** Items of one key never go together; they follow each other in their order. */
  keyOf: (item: Item) => string;
  /** Items of a batch at most. */
  most: number;
  /** Whether a failure is of the whole batch; after any other one, each item is tried alone, so that it fails for itself. */
  isOfAll: (error: unknown) => boolean;
  /** Milliseconds that a batch may take before those who wait are refused. */
  patienceMs: number;
  refusal: () => Error;
}

interface Waiting<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** Gathers what comes while a batch is under way into the next one, so that a busy moment has few batches and an idle one no delay. */
export function gather<Item, Result>(options: Gathering<Item, Result>): (item: Item) => Promise<Result> {
  const { work, patienceMs, refusal } = options;
  let waiting: Waiting<Item, Result>[] = [];
  let isWorking = false;

  async function workOff(): Promise<void> {
    while (waiting.length > 0) {
      const batch = takeBatch();
      const impatience = setInterval(() => {
        for (const { reject } of waiting.splice(0)) reject(refusal());
      }, patienceMs);
      await settle(batch);
      clearInterval(impatience);
    }
    isWorking = false;
  }

  function takeBatch(): Waiting<Item, Result>[] {
    const keys = new Set<string>();
    const batch: Waiting<Item, Result>[] = [];
    const later: Waiting<Item, Result>[] = [];
    for (const one of waiting) {
      const key = options.keyOf(one.item);
      if (batch.length >= options.most || keys.has(key)) later.push(one);
      else batch.push(one);
      keys.add(key);
    }
    waiting = later;
    return batch;
  }

  async function settle(batch: Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [index, result] of results.entries()) batch[index]?.resolve(result);
    } catch (error) {
      if (batch.length === 1 || options.isOfAll(error)) for (const { reject } of batch) reject(error);
      else for (const one of batch) await settle([one]);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (isWorking) return;
      isWorking = true;
      // After all that has arrived at this moment.
      setImmediate(() => void workOff());
    });
}

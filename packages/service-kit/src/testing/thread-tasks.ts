/** A task of threads that never ends by itself: it counts in shared memory. */
export function countForever(counter: Int32Array): never {
  for (;;) {
    Atomics.add(counter, 0, 1);
    Atomics.notify(counter, 0);
  }
}

/** A task that says that it has begun, and ends once it is told to; in shared memory: 1 and then 2. */
export function waitForWord(word: Int32Array): string {
  Atomics.store(word, 0, 1);
  Atomics.notify(word, 0);
  Atomics.wait(word, 0, 1);
  return 'told';
}

/** A task that ends at once. */
export const double = (number: number): number => 2 * number;

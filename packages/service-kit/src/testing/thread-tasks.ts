/** A task of threads that never ends by itself: it counts in shared memory. */
export function countForever(counter: Int32Array): never {
  for (;;) {
    Atomics.add(counter, 0, 1);
    Atomics.notify(counter, 0);
  }
}

/** A task that ends at once. */
export const double = (number: number): number => 2 * number;

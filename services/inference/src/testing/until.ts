import { setTimeout as delay } from 'node:timers/promises';

/** What `look` finds once it is what is wanted; tests end by their own limit where that never comes. */
export async function until<T>(look: () => Promise<T> | T, wanted: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await look();
    if (wanted(found)) return found;
    await delay(10);
  }
}

import { setTimeout as delay } from 'node:timers/promises';

/**
 * Asks until `url` answers with success, or nobody is `alive` who could.
 * @throws where it does not within the time
 */
export async function untilReady(url: string, timeoutMs: number, alive: () => boolean): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (alive()) {
    const ready = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (performance.now() > deadline) throw new Error(`${url} was not ready within ${timeoutMs / 1000} s`);
    await delay(50);
  }
}

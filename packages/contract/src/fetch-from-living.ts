export interface Patience {
  /** Milliseconds after which, and after each of which again, a service that has not answered is asked whether it lives. */
  everyMs: number;
  /** Milliseconds in which it must say so. */
  livingMs: number;
}

const usual: Patience = { everyMs: 1_000, livingMs: 1_500 };

/**
 * `fetch` for one service, which gives up where the service is dead: stopped, hung, or cut off. Slow answers are awaited, however
 * long they take, as long as `/health` is answered meanwhile: what is too long is for the service to decide.
 * @param baseUrl of the service
 */
export function fetchFromLiving(baseUrl: string, { everyMs, livingMs }: Patience = usual): typeof fetch {
  return async (input, init) => {
    const dead = new AbortController();
    const watch = setInterval(async () => {
      if (!(await lives(baseUrl, livingMs))) dead.abort(new Error(`${baseUrl} is dead`));
    }, everyMs);
    const signals = init?.signal ? [init.signal, dead.signal] : [dead.signal];
    try {
      return await fetch(input, { ...init, signal: AbortSignal.any(signals) });
    } finally {
      clearInterval(watch);
    }
  };
}

/** Asked once at a time for all who wait. */
const asked = new Map<string, Promise<boolean>>();

function lives(baseUrl: string, withinMs: number): Promise<boolean> {
  let answer = asked.get(baseUrl);
  if (!answer) {
    answer = fetch(`${baseUrl}/health`, { signal: AbortSignal.timeout(withinMs) })
      .then((response) => response.arrayBuffer())
      .then(
        () => true,
        () => false,
      )
      .finally(() => asked.delete(baseUrl));
    asked.set(baseUrl, answer);
  }
  return answer;
}

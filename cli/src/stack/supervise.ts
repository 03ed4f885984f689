/** How a process ended. */
export interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last lines that it printed. */
  tail: string;
}

/** A process that runs. */
export interface Running {
  /** Process id. */
  pid: number;
  /** Resolves when the process has ended, for whatever reason. */
  ended: Promise<End>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

/** A process that is started again when it ends. */
export interface Supervised {
  /** Process id of the one that runs, or ran last. */
  pid(): number;
  /** Resolves with the last end once the process ended too often to be started again. */
  gaveUp: Promise<End>;
  /** Ends it in order, for good. */
  stop(): Promise<void>;
}

/** Milliseconds before each new start; after the last of them it is given up. The first are at once: most ends are one of a kind. */
export const delaysMs = [0, 0, 0, 2_000, 4_000, 8_000, 16_000];
/** A process that ran for so many milliseconds is steady: what it ended of before is forgotten. */
export const steadyMs = 60_000;

/**
 * Starts a process and keeps it running until it is stopped.
 *
 * @param name as it is called on the terminal
 * @param start must start it where it was before, so that others find it
 * @param say is told why it ended, and when it runs again
 * @throws what the first start throws
 */
export async function supervise(
  name: string,
  start: () => Promise<Running>,
  say: (line: string) => void,
): Promise<Supervised> {
  const stopping = new AbortController();
  let running = await start();
  let since = performance.now();
  const { promise: gaveUp, resolve: giveUp } = Promise.withResolvers<End>();
  const watching = watch();
  return {
    pid: () => running.pid,
    gaveUp,
    async stop() {
      stopping.abort();
      await running.stop();
      await watching;
      // One that was being started when it was stopped.
      await running.stop();
    },
  };

  async function watch(): Promise<void> {
    for (let starts = 0; ;) {
      const end = await running.ended;
      if (stopping.signal.aborted) return;
      if (performance.now() - since >= steadyMs) starts = 0;
      let reason = reasonOf(end);
      for (let again = false; !again; starts += 1) {
        const delay = delaysMs[starts];
        if (delay === undefined) {
          say(`${name} ${reason} It was started again ${delaysMs.length} times, and is left off now.`);
          return giveUp(end);
        }
        say(`${name} ${reason} It is started again ${delay === 0 ? 'at once' : `in ${delay / 1_000} s`}.`);
        await pause(delay, stopping.signal);
        if (stopping.signal.aborted) return;
        since = performance.now();
        try {
          running = await start();
          again = true;
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          reason = `could not be started: ${message.replace(/\.?$/, '.')}`;
        }
        if (stopping.signal.aborted) return;
      }
      say(`${name} runs again.`);
    }
  }
}

/** Why a process ended, as a sentence without its subject. */
export function reasonOf({ code, signal, tail }: End): string {
  const last = tail.trim();
  if (last.includes('JavaScript heap out of memory'))
    return 'ended since its memory ran out (JavaScript heap).';
  if (signal === 'SIGKILL') return 'was killed (SIGKILL), as the system does where memory runs out.';
  if (signal !== null) return `was ended by ${signal}.`;
  return `ended with exit code ${code}.${last === '' ? '' : ` Its last lines:\n${last}\n`}`;
}

/** Waits, or until the signal is aborted. */
const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

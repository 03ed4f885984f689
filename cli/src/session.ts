import { showProgress, type Progress } from '@fakexplain/service-kit';
import { exitCodes, type ExitCode } from './exit-codes.ts';

/** The terminal that a command was called from. */
export interface Session {
  /** The one line on stderr that shows how far the work is, and lines between; its clock starts at the first use. */
  readonly progress: Progress;
  /**
   * From now on the first Ctrl-C aborts the signal, so that the work can end in order; the second one ends the process.
   * @param saying what is said at the first
   */
  interruptible(saying?: string): AbortSignal;
  /** Does another command, as if its words had been typed, and returns how it ended. */
  run(words: string[]): Promise<ExitCode>;
  /** Ends the line of progress, and leaves Ctrl-C to whoever comes next. */
  end(): void;
}

/** The work of a command, told its words. Where it returns nothing, it is done. */
export type Task<Words> = (words: Words, session: Session) => Promise<ExitCode | void>;

/** Does the work of a command; tests look at the words instead. */
export type Perform = <Words>(task: Task<Words>, words: Words) => Promise<void>;

export function openSession(run: Session['run']): Session {
  let shown: Progress | undefined;
  const progress = () => (shown ??= showProgress(process.stderr));
  const ended = new AbortController();
  return {
    get progress() {
      return progress();
    },
    interruptible(saying) {
      const stopping = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        const stop = () => {
          if (stopping.signal.aborted) process.exit(exitCodes.interrupted);
          if (saying !== undefined) progress().say(saying);
          stopping.abort();
        };
        process.on(signal, stop);
        ended.signal.addEventListener('abort', () => process.off(signal, stop));
      }
      return stopping.signal;
    },
    run,
    end() {
      shown?.end();
      ended.abort();
    },
  };
}

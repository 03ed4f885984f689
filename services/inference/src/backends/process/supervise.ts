import { ModelFailure } from '../backend.ts';
import type { Protocol } from './protocol.ts';
import { runModule, type AskOptions, type ModuleOptions } from './run-module.ts';

/** A model in a thread or process of its own, which is started again after a crash. */
export interface Supervised<Ready, Request, Event, Answer> {
  /** What it said of itself when it was opened last. */
  readonly ready: Ready;
  /**
   * Asks; any number of requests may be under way at once.
   * @throws ModelFailure as the module threw it; `passing` when it crashed, was stuck or is being closed; as opening does
   * when it has to be opened again; the signal's reason when aborted
   */
  ask(request: Request, options?: AskOptions<Event>): Promise<Answer>;
  /** Ends it. What is under way fails. */
  close(): Promise<void>;
}

/**
 * Starts a module in a thread or process of its own and keeps it answering: after a crash, or when it was stuck, the
 * requests under way fail as `passing` and the next request starts it again. Settles when the module is open.
 *
 * The files: `protocol.ts` says what both sides say, `supervise.ts` (this) is the service's side, `serve-protocol.ts` the
 * module's; `run-module.ts` is one run of a module, `transport.ts` the thread or process itself.
 *
 * A thread cannot outlive what kills the whole process (a fault in native code, memory running out); a process can.
 *
 * @throws ModelFailure with the fault that the module's `open` threw, `model` by default, also when it ends
 * or takes too long before it is open; the signal's reason when aborted
 */
export async function supervise<Settings, Ready, Request, Event, Answer>(
  protocol: Protocol<Settings, Ready, Request, Event, Answer>,
  options: ModuleOptions<Settings>,
): Promise<Supervised<Ready, Request, Event, Answer>> {
  let latest = await runModule(protocol, options);
  let reopening: Promise<void> | undefined;
  let closing: Promise<void> | undefined;

  const reopen = async (): Promise<void> => {
    // The caller that opened it first may have given up since; that is not a reason to leave it closed.
    latest = await runModule(protocol, { ...options, signal: undefined });
  };

  return {
    get ready() {
      return latest.ready;
    },
    async ask(request, asking = {}) {
      if (!latest.alive && !closing) {
        reopening ??= reopen().finally(() => {
          reopening = undefined;
        });
        await reopening;
      }
      asking.signal?.throwIfAborted();
      if (closing) throw new ModelFailure('passing', 'the model is closed');
      return latest.ask(request, asking);
    },
    close() {
      closing ??= (async () => {
        // A model that cannot be opened again has nothing to close.
        await reopening?.catch(() => {});
        await latest.close();
      })();
      return closing;
    },
  };
}

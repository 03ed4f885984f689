import { ModelFailure } from '../backend.ts';
import { fromModuleSchema, type FromModule, type Protocol } from './protocol.ts';
import { startTransport, type ModuleKind } from './transport.ts';

export interface ModuleOptions<Settings> {
  /** Calls `serveProtocol` with the same protocol. */
  module: URL;
  /** `thread` for CPU work; `process` for what may take the whole process down with it, such as GPU providers. */
  as: ModuleKind;
  settings: Settings;
  /** Seconds that it may stay silent while it owes an answer; then it is ended. */
  stuckAfter: number;
  /** Seconds that may pass from one step of opening to the next; 600 by default. */
  openWithin?: number | undefined;
  /** What it is doing while it opens, for a person. */
  onStep?: ((step: string) => void) | undefined;
  /** Ends the opening. */
  signal?: AbortSignal | undefined;
}

export interface AskOptions<Event> {
  signal?: AbortSignal | undefined;
  onEvent?: ((event: Event) => void) | undefined;
}

/** One run of a module: once `alive` is false, it never answers again. */
export interface RunningModule<Ready, Request, Event, Answer> {
  readonly ready: Ready;
  readonly alive: boolean;
  ask(request: Request, options?: AskOptions<Event>): Promise<Answer>;
  close(): Promise<void>;
}

/** Milliseconds that a module has to close by itself before it is ended. */
const closeWithin = 5000;

/** Starts a module and settles when it is open; errors as `supervise` says. */
export async function runModule<Settings, Ready, Request, Event, Answer>(
  protocol: Protocol<Settings, Ready, Request, Event, Answer>,
  options: ModuleOptions<Settings>,
): Promise<RunningModule<Ready, Request, Event, Answer>> {
  const { module, as, settings, stuckAfter, openWithin = 600, onStep, signal } = options;
  interface Waiting {
    resolve: (answer: Answer) => void;
    reject: (error: unknown) => void;
    onEvent: ((event: Event) => void) | undefined;
  }
  signal?.throwIfAborted();
  const waiting = new Map<number, Waiting>();
  const opened = Promise.withResolvers<Ready>();
  let alive = true;
  let open = false;
  let ids = 0;
  let watchdog: NodeJS.Timeout | undefined;

  const giveUp = (error: unknown): void => {
    alive = false;
    clearTimeout(watchdog);
    opened.reject(error);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const kill = (error: unknown): void => {
    giveUp(error);
    transport.kill();
  };
  /** Restarts the count of silence while an answer is owed. */
  const watch = (): void => {
    clearTimeout(watchdog);
    if (waiting.size === 0) return;
    const silent = new ModelFailure('passing', `the model was silent for ${stuckAfter} s and was ended`);
    watchdog = setTimeout(() => kill(silent), stuckAfter * 1000);
  };
  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    waiting.delete(id);
    return one;
  };
  const take = (message: FromModule): void => {
    if (message.kind === 'step') {
      if (!open) late.refresh();
      onStep?.(message.step);
    } else if (message.kind === 'ready') opened.resolve(protocol.ready.parse(message.ready));
    else if (message.kind === 'unopened') kill(new ModelFailure(message.fault, message.message));
    else if (message.kind === 'event')
      waiting.get(message.id)?.onEvent?.(protocol.event.parse(message.event));
    else if (message.kind === 'answer') settle(message.id)?.resolve(protocol.answer.parse(message.answer));
    else settle(message.id)?.reject(new ModelFailure(message.fault, message.message));
  };
  const transport = startTransport(as, module, (received) => {
    if (!alive) return;
    try {
      take(fromModuleSchema.parse(received));
      watch();
    } catch (error) {
      kill(new ModelFailure('model', `${module.pathname} said what its protocol does not allow`, error));
    }
  });
  const reportEnd = async (): Promise<void> => {
    const how = await transport.ended;
    if (alive) giveUp(new ModelFailure(open ? 'passing' : 'model', `the model crashed: ${how}`));
  };
  void reportEnd();

  const late = setTimeout(
    () => kill(new ModelFailure('model', `the model was not open within ${openWithin} s`)),
    openWithin * 1000,
  );
  const abort = (): void => kill(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  transport.say({ kind: 'open', settings });
  const ready = await opened.promise.finally(() => {
    clearTimeout(late);
    signal?.removeEventListener('abort', abort);
  });
  open = true;

  return {
    ready,
    get alive() {
      return alive;
    },
    async ask(request, { signal, onEvent } = {}) {
      if (!alive) throw new ModelFailure('passing', 'the model has ended');
      const id = (ids += 1);
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      const abort = (): void => {
        waiting.delete(id);
        transport.say({ kind: 'cancel', id });
        watch();
        reject(signal?.reason);
      };
      transport.say({ kind: 'ask', id, request });
      waiting.set(id, { resolve, reject, onEvent });
      if (waiting.size === 1) watch();
      signal?.addEventListener('abort', abort, { once: true });
      return promise.finally(() => signal?.removeEventListener('abort', abort));
    },
    async close() {
      if (alive) {
        giveUp(new ModelFailure('passing', 'the model is being closed'));
        transport.say({ kind: 'close' });
      }
      const deadline = setTimeout(() => transport.kill(), closeWithin);
      await transport.ended;
      clearTimeout(deadline);
    },
  };
}

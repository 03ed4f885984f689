import { isMainThread, parentPort } from 'node:worker_threads';
import { ImageError } from '@fakexplain/vlm-onnx/decode-rgb';
import { ModelFailure } from '../backend.ts';
import { toldSchema, type Heard, type Protocol } from './protocol.ts';

/** What is open in the process and can be asked. */
export interface Served<Ready, Request, Event, Answer> {
  ready: Ready;
  /**
   * Called for each request as it comes, also while others are being answered.
   * @param options.signal aborted when nobody waits for the answer any more
   * @throws ModelFailure; an ImageError is the fault of the image, anything else counts as `passing`
   */
  answer(request: Request, options: { signal: AbortSignal; tell: (event: Event) => void }): Promise<Answer>;
  close?(): Promise<void>;
}

/**
 * The other end of `supervise`: called once, at the top level of the module that is started as a thread or process.
 * A module that blocks its event loop hears of requests and cancellations only between its turns.
 *
 * @param open makes what answers; may say what it is doing by `onStep`. What it throws closes the process, with the fault
 * `model` unless it is a ModelFailure
 */
export function serveProtocol<Settings, Ready, Request, Event, Answer>(
  protocol: Protocol<Settings, Ready, Request, Event, Answer>,
  open: (
    settings: Settings,
    options: { onStep: (step: string) => void },
  ) => Promise<Served<Ready, Request, Event, Answer>>,
): void {
  const { say, listen, leave } = connection();
  const cancellations = new Map<number, AbortController>();
  let served: Served<Ready, Request, Event, Answer> | undefined;

  const begin = async (settings: unknown): Promise<void> => {
    try {
      const onStep = (step: string) => say({ kind: 'step', step });
      served = await open(protocol.settings.parse(settings), { onStep });
      say({ kind: 'ready', ready: served.ready });
    } catch (error) {
      say({ kind: 'unopened', ...describe(error, 'model') });
    }
  };

  const answer = async (id: number, request: unknown): Promise<void> => {
    const cancellation = new AbortController();
    cancellations.set(id, cancellation);
    try {
      if (!served) throw new ModelFailure('passing', 'the model is not open');
      const tell = (event: Event) => say({ kind: 'event', id, event });
      const options = { signal: cancellation.signal, tell };
      say({ kind: 'answer', id, answer: await served.answer(protocol.request.parse(request), options) });
    } catch (error) {
      say({ kind: 'failed', id, ...describe(error, 'passing') });
    } finally {
      cancellations.delete(id);
    }
  };

  const end = async (): Promise<void> => {
    await served?.close?.();
    leave();
  };

  listen((message) => {
    const told = toldSchema.parse(message);
    if (told.kind === 'open') void begin(told.settings);
    else if (told.kind === 'ask') void answer(told.id, told.request);
    else if (told.kind === 'cancel') cancellations.get(told.id)?.abort();
    else void end();
  });
}

interface Connection {
  say: (heard: Heard) => void;
  listen: (hear: (message: unknown) => void) => void;
  leave: () => void;
}

function connection(): Connection {
  const port = parentPort;
  if (!isMainThread && port) {
    return {
      say: (heard) => port.postMessage(heard),
      listen: (hear) => port.on('message', hear),
      // Ends the thread alone, whatever it still waits for.
      leave: () => process.exit(),
    };
  }
  const send = process.send?.bind(process);
  if (!send) throw new Error('this module answers a supervisor and cannot be started by hand');
  // Whoever supervises is gone: nobody would ever ask again.
  process.on('disconnect', () => process.exit());
  return {
    say: (heard) => {
      if (process.connected) send(heard);
    },
    listen: (hear) => process.on('message', hear),
    leave: () => process.exit(),
  };
}

function describe(
  error: unknown,
  fault: ModelFailure['fault'],
): { fault: ModelFailure['fault']; message: string } {
  if (error instanceof ModelFailure) return { fault: error.fault, message: error.message };
  if (error instanceof ImageError) return { fault: 'image', message: error.message };
  return { fault, message: error instanceof Error ? error.message : String(error) };
}

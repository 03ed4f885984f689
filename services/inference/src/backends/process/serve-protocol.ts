import { isMainThread, parentPort } from 'node:worker_threads';
import { ImageError } from '@fakexplain/vlm-onnx/decode-rgb';
import { ModelFailure } from '../backend.ts';
import { toModuleSchema, type FromModule, type Protocol } from './protocol.ts';

/** What is open in the process and can be asked. */
export interface Served<Ready, Request, Event, Answer> {
  ready: Ready;
  /**
   * Called for each request as it comes, also while others are being answered.
   * @param options.signal aborted when the answer is no longer needed
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

  listen((received) => {
    const message = toModuleSchema.parse(received);
    if (message.kind === 'open') void begin(message.settings);
    else if (message.kind === 'ask') void answer(message.id, message.request);
    else if (message.kind === 'cancel') cancellations.get(message.id)?.abort();
    else void end();
  });
}

interface Connection {
  say: (message: FromModule) => void;
  listen: (hear: (message: unknown) => void) => void;
  leave: () => void;
}

function connection(): Connection {
  const port = parentPort;
  if (!isMainThread && port) {
    return {
      say: (message) => port.postMessage(message),
      listen: (hear) => port.on('message', hear),
      // Ends the thread alone, whatever it still waits for.
      leave: () => process.exit(),
    };
  }
  const send = process.send?.bind(process);
  if (!send) throw new Error('this module answers a supervisor and cannot be started by hand');
  // Without its supervisor no request can come any more.
  process.on('disconnect', () => process.exit());
  return {
    say: (message) => {
      if (process.connected) send(message);
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

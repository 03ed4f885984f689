import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { ModelFailure, type GenerateOptions } from '../backend.ts';
import { askOnce, type Completion } from './ask-once.ts';
import type { Clock } from './clock.ts';
import type { EndpointPool, Lease } from './endpoint-pool.ts';
import { OutsideGrammar, readFault, StreamCut } from './faults.ts';
import { retryDelay } from './retry-delay.ts';
import type { ServedSettings } from './settings.ts';

export interface Endpoint {
  url: string;
  client: OpenAI;
}

export interface Asking {
  pool: EndpointPool<Endpoint>;
  settings: ServedSettings;
  clock: Clock;
  /** What a complete answer of a constrained server must be. */
  allowed: RegExp | null;
}

/**
 * Asks until there is a whole answer, each time from the beginning and if possible at another endpoint.
 * @throws ModelFailure; the signal's reason when aborted
 */
export async function askWithRetries(
  { pool, settings, clock, allowed }: Asking,
  body: ChatCompletionCreateParamsStreaming,
  { signal, onText, onRestart }: GenerateOptions & { signal: AbortSignal },
): Promise<Completion> {
  const failedAt = new Set<Endpoint>();
  let hasSentText = false;
  let onlyUnreachable = true;
  for (let attempt = 1; ; attempt += 1) {
    const lease = await pool.take(signal, failedAt);
    const { client, url } = lease.endpoint;
    try {
      if (hasSentText) onRestart?.();
      hasSentText = false;
      const completion = await askOnce(client, body, {
        ...settings,
        signal,
        onText: (text) => {
          hasSentText = true;
          onText?.(text);
        },
      });
      checkCompletion(completion, allowed);
      lease.succeed();
      return completion;
    } catch (error) {
      if (signal.aborted) {
        lease.release();
        throw signal.reason;
      }
      const fault = passingFault(error, url, lease);
      lease.fail(fault.rest);
      failedAt.add(lease.endpoint);
      onlyUnreachable &&= fault.unreachable;
      if (attempt >= settings.attempts) {
        const kind = onlyUnreachable ? 'model' : 'passing';
        const times = attempt === 1 ? '' : ` (asked ${attempt} times)`;
        throw new ModelFailure(kind, `${fault.reason}${times}`, error);
      }
      await clock.delay(retryDelay(attempt, settings, clock.random()), signal);
    }
  }
}

/** A fault that may pass; one that will not is thrown, and does not count against the endpoint. */
function passingFault(error: unknown, url: string, lease: Lease<Endpoint>) {
  try {
    const fault = readFault(error, url);
    if (fault.kind === 'passing') return fault;
    throw fault.failure;
  } catch (final) {
    lease.release();
    throw final;
  }
}

function checkCompletion({ text, finish }: Completion, allowed: RegExp | null): void {
  if (finish === 'content_filter')
    throw new ModelFailure('image', 'the server withholds its answer (content filter)');
  if (finish === 'abort') throw new StreamCut('the server gave up');
  if (finish !== 'length' && allowed && !allowed.test(withoutEnd(text))) throw new OutsideGrammar();
}

const ends = ['<|im_end|>', '<|endoftext|>', '</s>'];

/** A text without the tokens that end a turn, which servers that keep special tokens may leave, and white space there. */
export function withoutEnd(text: string): string {
  let rest = text.trimEnd();
  for (let end = endOf(rest); end !== undefined; end = endOf(rest))
    rest = rest.slice(0, -end.length).trimEnd();
  return rest;
}

const endOf = (text: string) => ends.find((end) => text.endsWith(end));

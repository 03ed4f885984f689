import { APIConnectionError, APIError } from 'openai';
import { ModelFailure } from '../backend.ts';
import { readRetryAfter } from './retry-delay.ts';

/** The server said nothing for too long. */
export class Silence extends Error {}

/** The stream ended before the answer did. */
export class StreamCut extends Error {
  constructor(message = 'the stream ended before the answer did') {
    super(message);
  }
}

/** What came is not what OpenAI's interface has. */
export class MalformedAnswer extends Error {}

/** What a constrained server must not write. */
export class OutsideGrammar extends Error {
  constructor() {
    super('the answer is outside of the grammar that the server was given');
  }
}

/** The server keeps `<think>` and what is in it out of the text. */
export class ReasoningTakenOut extends Error {
  constructor() {
    super(
      'the server takes the reasoning out of the answer; start it without a reasoning parser (llama.cpp: --reasoning-format none; for transformers serve see docs/models.md)',
    );
  }
}

/** What a failed request means. */
export type Fault =
  | { kind: 'final'; failure: ModelFailure }
  | {
      kind: 'passing';
      reason: string;
      /** Nothing answers at the address. */
      unreachable: boolean;
      /** Milliseconds for which the server wants to be left alone. */
      rest: number;
    };

/** Statuses of refusals that another attempt may not meet. */
const passing = new Set([408, 409, 425, 429]);
/** Statuses that say that the model, the address or the key is wrong. */
const wrongSetting = new Set([401, 403, 404, 405]);

/** What a failed request at an address means; errors that no server causes are thrown on. */
export function readFault(error: unknown, url: string): Fault {
  if (error instanceof ModelFailure) return { kind: 'final', failure: error };
  if (error instanceof ReasoningTakenOut || error instanceof MalformedAnswer) {
    return { kind: 'final', failure: new ModelFailure('model', `${url}: ${error.message}`, error) };
  }
  const again = (reason: string, rest = 0, unreachable = false): Fault => ({
    kind: 'passing',
    reason: `${url}: ${reason}`,
    unreachable,
    rest,
  });
  if (error instanceof Silence || error instanceof StreamCut || error instanceof OutsideGrammar) {
    return again(error.message);
  }
  if (error instanceof APIConnectionError) return again(causeOf(error), 0, true);
  if (error instanceof APIError) {
    const status: unknown = error.status;
    if (typeof status !== 'number' || status >= 500 || passing.has(status)) {
      return again(error.message, readRetryAfter(error.headers) ?? 0);
    }
    const fault = wrongSetting.has(status) ? 'model' : 'image';
    const failure = new ModelFailure(fault, `${url} refuses the request: ${error.message}`, error);
    return { kind: 'final', failure };
  }
  // A connection that breaks while the answer comes, or a piece of it that is not JSON.
  if (error instanceof TypeError || error instanceof SyntaxError)
    return again(`the stream broke (${error.message})`);
  throw error;
}

function causeOf(error: Error): string {
  let innermost = error;
  while (innermost.cause instanceof Error) innermost = innermost.cause;
  const code = 'code' in innermost && typeof innermost.code === 'string' ? innermost.code : '';
  return `no connection (${innermost.message || code || error.message})`;
}

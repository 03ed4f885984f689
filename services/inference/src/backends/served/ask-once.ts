import type OpenAI from 'openai';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { z } from 'zod';
import { MalformedAnswer, ReasoningTakenOut, Silence, StreamCut } from './faults.ts';

export interface Completion {
  text: string;
  /** `stop`, `length`, or what else the server says. */
  finish: string;
  tokens: number | null;
}

export interface AskOptions {
  signal: AbortSignal;
  /** Seconds. */
  firstTokenTimeout: number;
  idleTimeout: number;
  onText?: ((text: string) => void) | undefined;
}

const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({
            content: z.string().nullish(),
            reasoning_content: z.string().nullish(),
            reasoning: z.string().nullish(),
          })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z.object({ completion_tokens: z.int().nonnegative() }).nullish(),
});

/**
 * One request, whose answer is read as it is written.
 * @throws the signal's reason when aborted; Silence, StreamCut, MalformedAnswer, ReasoningTakenOut; errors of the client
 */
export async function askOnce(
  client: OpenAI,
  body: ChatCompletionCreateParamsStreaming,
  { signal, firstTokenTimeout, idleTimeout, onText }: AskOptions,
): Promise<Completion> {
  const watch = new AbortController();
  const either = AbortSignal.any([signal, watch.signal]);
  let timer: NodeJS.Timeout | undefined;
  const expectWithin = (seconds: number, what: string) => {
    clearTimeout(timer);
    timer = setTimeout(() => watch.abort(new Silence(`${what} within ${seconds} s`)), 1_000 * seconds);
  };
  expectWithin(firstTokenTimeout, 'no first piece of the answer came');
  const completion = { text: '', finish: null as string | null, tokens: null as number | null };
  try {
    const stream = await client.chat.completions.create(body, { signal: either });
    for await (const received of stream) {
      const { choices, usage } = readChunk(received);
      const [choice] = choices ?? [];
      if (choice?.delta?.reasoning_content || choice?.delta?.reasoning) throw new ReasoningTakenOut();
      completion.tokens = usage?.completion_tokens ?? completion.tokens;
      completion.finish = choice?.finish_reason ?? completion.finish;
      const text = choice?.delta?.content ?? '';
      if (text === '') continue;
      completion.text += text;
      expectWithin(idleTimeout, 'the answer did not go on');
      onText?.(text);
    }
  } catch (error) {
    throw either.aborted ? either.reason : error;
  } finally {
    clearTimeout(timer);
  }
  // The client ends an aborted stream as if it were complete, and one that was closed early too.
  either.throwIfAborted();
  const { text, finish, tokens } = completion;
  if (finish === null) throw new StreamCut();
  return { text, finish, tokens };
}

function readChunk(received: unknown): z.output<typeof chunkSchema> {
  const parsed = chunkSchema.safeParse(received);
  if (parsed.success) return parsed.data;
  throw new MalformedAnswer(z.prettifyError(parsed.error));
}

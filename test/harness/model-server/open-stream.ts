import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './faults.ts';

/** Characters in a piece of an answer. */
const pieceLength = 24;

/**
 * Streams an answer as server-sent events, with its fault.
 * @returns whether it was sent to the end
 */
export async function openStream(
  response: ServerResponse,
  text: string,
  fault: Fault | null,
  { takesOutReasoning = false }: { takesOutReasoning?: boolean },
): Promise<boolean> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  const say = (data: unknown) => response.write(`data: ${JSON.stringify(data)}\n\n`);
  const chunk = (delta: object, finish: string | null = null) =>
    say({ object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] });
  const pieces = text.match(new RegExp(`.{1,${pieceLength}}`, 'gsu')) ?? [];

  chunk({ role: 'assistant', content: '' });
  if (fault?.kind === 'garbled') {
    response.end('data: {"choices": [{"del\n\n');
    return false;
  }
  for (const [index, piece] of pieces.entries()) {
    if (fault && 'pieces' in fault && index >= fault.pieces) return end(fault);
    if (fault?.kind === 'slow') await wait(fault.milliseconds);
    if (response.closed) return false;
    chunk(takesOutReasoning && index === 0 ? { reasoning_content: piece } : { content: piece });
  }
  return end(null);

  async function end(cause: Fault | null): Promise<boolean> {
    if (cause?.kind === 'silent') return false;
    if (cause?.kind === 'cut') {
      if (cause.politely) response.end();
      else {
        // What was written reaches the other side before the end does.
        await new Promise<unknown>((resolve) => response.write(': the end\n\n', resolve));
        response.destroy();
      }
      return false;
    }
    if (cause?.kind === 'stream-error') {
      say({ error: { message: 'the engine has died', code: 500 } });
      response.end();
      return false;
    }
    chunk({}, cause?.kind === 'truncated' ? 'length' : 'stop');
    say({
      choices: [],
      usage: { prompt_tokens: 64, completion_tokens: pieces.length, total_tokens: 64 + pieces.length },
    });
    response.end('data: [DONE]\n\n');
    return true;
  }
}

import { problemResponse } from '#lib/server/problem-response.ts';
import { openTrial } from '#lib/try/ask-model.server.ts';
import type { Step } from '#lib/try/trial.ts';
import type { RequestHandler } from './$types';

/** The steps as server-sent events; who stops reading ends them. */
function eventStream(steps: AsyncGenerator<Step>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await steps.next();
      if (done) controller.close();
      else
        controller.enqueue(encoder.encode(`event: ${value.event}\ndata: ${JSON.stringify(value.data)}\n\n`));
    },
    async cancel() {
      await steps.return(undefined);
    },
  });
}

/** Server-sent events of a trial: the body is the image's file, `model` names who is asked. */
export const POST: RequestHandler = async (event) => {
  try {
    const image = new Uint8Array(await event.request.arrayBuffer());
    const steps = await openTrial(event.url.searchParams.get('model') ?? '', image, event);
    return new Response(eventStream(steps), {
      headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
    });
  } catch (cause) {
    return problemResponse(cause);
  }
};

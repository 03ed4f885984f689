import { createParser } from 'eventsource-parser';

/** One server-sent event: its name, `message` where it has none, and its data. */
export interface ServerEvent {
  event: string;
  data: string;
}

/**
 * The events of a `text/event-stream` as they come, where EventSource does not serve: for programs, and for the answer
 * to a POST. An event that the end of the stream cuts off is dropped, as the standard says; no stream (`null`) has no
 * events. A module of its own without schemas, so that a page that reads events stays light.
 * @throws the error of a stream that breaks
 */
export async function* readEvents(body: ReadableStream<Uint8Array> | null): AsyncGenerator<ServerEvent> {
  if (!body) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const events: ServerEvent[] = [];
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => events.push({ event, data }),
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* events.splice(0);
    }
  } finally {
    // Whoever stops reading ends what is being written.
    await reader.cancel().catch(() => {});
  }
}

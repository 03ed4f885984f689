/** One server-sent event: its name, `message` where it has none, and its data. */
export interface ServerEvent {
  event: string;
  data: string;
}

/**
 * The events of a `text/event-stream` as they come, for whom EventSource does not serve: programs, and the answer to a
 * POST. Ids and retry times are passed over. An event that the end of the stream cuts off is dropped, as the standard
 * says; no stream (`null`) has no events. Knows nothing of schemas, so that a page that needs but this stays light.
 * @throws the error of a stream that breaks
 */
export async function* readEvents(body: ReadableStream<Uint8Array> | null): AsyncGenerator<ServerEvent> {
  if (!body) return;
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let waiting = '';
  let event = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      waiting += decoder.decode(value, { stream: true });
      // A carriage return at the end may be half of a line's end.
      const lines = waiting.split(/\r\n|\n|\r(?!$)/);
      waiting = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield { event: event || 'message', data: data.join('\n') };
          event = '';
          data = [];
          continue;
        }
        const colon = line.indexOf(':');
        const field = colon < 0 ? line : line.slice(0, colon);
        const content = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
        if (field === 'event') event = content;
        else if (field === 'data') data.push(content);
      }
    }
  } finally {
    // Whoever stops reading ends what is being written.
    await reader.cancel().catch(() => {});
  }
}

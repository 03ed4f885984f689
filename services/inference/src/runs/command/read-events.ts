export interface ServerEvent {
  event: string;
  data: string;
}

/** The events of a `text/event-stream`, as far as they came whole. @throws the error of a stream that breaks */
export async function* readEvents(body: ReadableStream<Uint8Array> | null): AsyncGenerator<ServerEvent> {
  if (!body) return;
  let rest = '';
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + text).split(/\r?\n\r?\n/);
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = { event: 'message', data: [] as string[] };
      for (const line of block.split(/\r?\n/)) {
        const [, field, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (field === 'event') event.event = value;
        if (field === 'data') event.data.push(value);
      }
      if (event.data.length > 0) yield { event: event.event, data: event.data.join('\n') };
    }
  }
}

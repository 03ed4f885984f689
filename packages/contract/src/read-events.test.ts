import { expect, test } from 'vitest';
import { readEvents, type ServerEvent } from './read-events.ts';

/** A stream of the text's bytes, cut in two. */
function streamOf(text: string, cut = 0): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, cut));
      controller.enqueue(bytes.slice(cut));
      controller.close();
    },
  });
}

async function all(stream: ReadableStream<Uint8Array>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readEvents(stream)) events.push(event);
  return events;
}

const written = [
  ': a comment',
  '',
  'event: text',
  'data: {"a":',
  'data:"Ä😀"}',
  '',
  'id: 4',
  'data',
  '',
  'event: without data',
  '',
  'data:  two',
  '',
  'data: cut off',
];
const told = [
  { event: 'text', data: '{"a":\n"Ä😀"}' },
  { event: 'message', data: '' },
  { event: 'message', data: ' two' },
];

test.each([
  ['line feeds', '\n'],
  ['carriage returns', '\r'],
  ['both', '\r\n'],
])('lines ended by %s: the events are the same wherever the bytes are cut', async (_, end) => {
  const text = written.join(end);
  const { length } = new TextEncoder().encode(text);
  for (let cut = 0; cut <= length; cut += 1) expect(await all(streamOf(text, cut))).toEqual(told);
});

test('who stops reading cancels the stream', async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('data: 1\n\n')),
    cancel: () => {
      cancelled = true;
    },
  });
  for await (const { data } of readEvents(stream)) {
    expect(data).toBe('1');
    break;
  }
  expect(cancelled).toBe(true);
});

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEvents } from './read-events.ts';

const whole = 'event: run\ndata: {"a":1}\n\n: a comment\n\ndata: ä\ndata: b\n\nevent: cut\ndata: 1';
async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const events = [
  { event: 'run', data: '{"a":1}' },
  { event: 'message', data: 'ä\nb' },
];

test('events are read whole, however the stream is cut', async () => {
  const bytes = new TextEncoder().encode(whole);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (places) => {
      const cuts = [0, ...places.toSorted((a, b) => a - b), bytes.length];
      const chunks = cuts.slice(1).map((end, at) => bytes.subarray(cuts[at], end));
      expect(await all(readEvents(ReadableStream.from(chunks)))).toEqual(events);
    }),
  );
});

test('an answer without a body has none', async () => {
  expect(await all(readEvents(null))).toEqual([]);
});

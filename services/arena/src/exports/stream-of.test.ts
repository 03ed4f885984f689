import { expect, test, vi } from 'vitest';
import { streamOf } from './stream-of.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Chunks for as long as they are taken, and what became of them. */
function counted() {
  const state = { made: 0, ended: false };
  async function* chunks() {
    try {
      for (;;) {
        state.made += 1;
        yield bytes(`${state.made} `);
      }
    } finally {
      state.ended = true;
    }
  }
  const iterator = chunks();
  return { state, iterator };
}

test('chunks are made as they are taken, and end when the reader leaves', async () => {
  const { state, iterator } = counted();
  const reader = streamOf(iterator, bytes('begin '), 60_000).getReader();
  expect(state.made).toBe(0);
  const taken = [await reader.read(), await reader.read(), await reader.read()];
  expect(taken.map(({ value }) => new TextDecoder().decode(value))).toEqual(['begin ', '1 ', '2 ']);
  expect(state).toEqual({ made: 2, ended: false });
  await reader.cancel();
  expect(state.ended).toBe(true);
});

test('a reader who takes nothing for long gets no more', async () => {
  vi.useFakeTimers();
  try {
    const { state, iterator } = counted();
    const reader = streamOf(iterator, bytes(''), 1_000).getReader();
    await reader.read();
    await vi.advanceTimersByTimeAsync(999);
    expect(state.ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(state.ended).toBe(true);
    await expect(reader.read()).rejects.toThrow('the reader took nothing for 1 s');
  } finally {
    vi.useRealTimers();
  }
});

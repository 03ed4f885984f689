import { RowRefused } from './refusal.ts';

export interface Line {
  /** Counted from 1. */
  number: number;
  /** Bytes of the text up to the end of this line. */
  end: number;
  /** The line without its end, or why it cannot be read. */
  text: string | RowRefused;
}

const newline = 0x0a;
const longest = 4 * 2 ** 20;

/**
 * The lines of UTF-8 text that hold anything, one at a time: a line longer than `maxBytes` is refused
 * without ever being held in memory, one that is not UTF-8 is refused too, and reading goes on.
 */
export async function* readLines(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes = longest,
): AsyncGenerator<Line> {
  let number = 0;
  let position = 0;
  let parts: Uint8Array[] = [];
  let length = 0;
  const finish = (): Line | undefined => {
    number += 1;
    const text = length > maxBytes ? tooLong(length, maxBytes) : decode(parts);
    parts = [];
    length = 0;
    return text === '' ? undefined : { number, end: position, text };
  };
  for await (const chunk of chunks) {
    let start = 0;
    while (start < chunk.length) {
      const at = chunk.indexOf(newline, start);
      const end = at === -1 ? chunk.length : at;
      length += end - start;
      if (length > maxBytes) parts = [];
      else parts.push(chunk.subarray(start, end));
      position += end - start + (at === -1 ? 0 : 1);
      start = end + 1;
      const line = at === -1 ? undefined : finish();
      if (line) yield line;
    }
  }
  const last = length > 0 ? finish() : undefined;
  if (last) yield last;
}

const tooLong = (length: number, maxBytes: number) =>
  new RowRefused('', `the line is ${length} bytes long; at most ${maxBytes} are read`);

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(parts: Uint8Array[]): string | RowRefused {
  try {
    return utf8.decode(Buffer.concat(parts)).trim();
  } catch {
    return new RowRefused('', 'the line is not UTF-8 text');
  }
}

/** Longest line that is read, in bytes. */
const longest = 16 * 2 ** 20;
const newline = 0x0a;

/** A line of a file with where it stands, in bytes; its end of line is not part of it. */
export interface ScannedLine {
  /** Counted from 1. */
  number: number;
  start: number;
  bytes: Buffer;
}

/**
 * The lines of a file, one at a time, never the whole of it in memory.
 * @throws Error for a line longer than 16 MiB
 */
export async function* scanLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<ScannedLine> {
  let number = 0;
  let start = 0;
  let rest: Buffer[] = [];
  let length = 0;
  const take = (piece: Buffer): ScannedLine => {
    const line = { number: (number += 1), start, bytes: Buffer.concat([...rest, piece]) };
    start += line.bytes.length + 1;
    rest = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, from)) {
      yield take(chunk.subarray(from, end));
      from = end + 1;
    }
    rest.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longest) throw new Error(`line ${number + 1}: is longer than ${longest} bytes`);
  }
  if (length > 0) yield take(Buffer.alloc(0));
}

import type { Mask } from '../types.ts';
import { compileKernel, withRoom, type Kernel } from '../web-assembly.ts';
import { MaskError, pixelCount, wrongTotal, type MaskRuns } from './mask-runs.ts';
import readRunsWasm from './read-runs.wasm.json' with { type: 'json' };

/** Where the text begins in the kernel's memory, after its tables and 16 bytes. */
const textAt = 4096 + 16;

let kernel: Kernel<'readRuns'> | undefined;
/** The kernel's memory from there on. */
let room = new Uint8Array();
const encoder = new TextEncoder();

/** Where runs are put that are read from a text which ends here. */
const runsAfter = (end: number): number => 16 * Math.ceil((end + 16) / 16);

/** Runs of several masks stand in one buffer: to allocate one for each takes as long as to read it. */
let pool = new Uint32Array(2 ** 14);
let pooled = 0;

function copyToPool(runs: Uint32Array): Uint32Array {
  if (pooled + runs.length > pool.length) {
    pool = new Uint32Array(Math.max(2 ** 14, runs.length));
    pooled = 0;
  }
  const copy = pool.subarray(pooled, pooled + runs.length);
  copy.set(runs);
  pooled += runs.length;
  return copy;
}

/**
 * Reads COCO's compressed string: 6 bits a character (codes 48–111), 5 of value, low first, and one that says "more
 * follows"; two's complement; from the fourth run on the difference to the run before last. As pycocotools 2.0.11
 * `rleFrString`, which however reads past the end of a truncated string and accepts any total.
 *
 * @throws MaskError for a character outside the alphabet, a truncated string, a negative run, or runs that do not sum
 * to height × width
 */
export function decodeMask({ size: [height, width], counts: text }: Mask): MaskRuns {
  const pixels = pixelCount(height, width);
  kernel ??= compileKernel<'readRuns'>(readRunsWasm)();
  const end = textAt + text.length;
  const runsAt = runsAfter(end);
  room = withRoom(kernel.memory, runsAt + 4 * text.length + 32, textAt, room);
  const { written } = encoder.encodeInto(text, room);
  const runs = written === text.length ? kernel.readRuns(textAt, end, runsAt, pixels) : -1;
  if (runs < 0) throw faultOf(text, height, width);
  return { height, width, counts: copyToPool(new Uint32Array(room.buffer, runsAt, runs)) };
}

/** What is wrong with counts that are not those of a mask of this size. */
function faultOf(text: string, height: number, width: number): MaskError {
  const foreign = text.search(/[^0-o]/);
  if (foreign >= 0) {
    return new MaskError(
      `the counts of the mask hold ${JSON.stringify(text[foreign])} at character ${foreign + 1}, which COCO's strings never do`,
    );
  }
  const counts: number[] = [];
  for (const { 0: digits, index } of text.matchAll(/[P-o]*[0-O]/g)) {
    const values = [...digits].map((digit) => (digit.charCodeAt(0) - 48) & 31);
    const written = values.reduceRight((high, low) => 32 * high + low, (values.at(-1) ?? 0) > 15 ? -1 : 0);
    const count = written + (counts.length > 2 ? (counts.at(-2) ?? 0) : 0);
    if (digits.length > 6 || count >= 2 ** 29) {
      return new MaskError(
        `the counts of the mask hold a run of 2^29 pixels or more, at character ${index + 1}`,
      );
    }
    if (count < 0) return new MaskError(`run ${counts.length + 1} of the mask is negative (${count})`);
    counts.push(count);
  }
  if (/[P-o]$/.test(text)) {
    return new MaskError('the counts of the mask are truncated: the last run is unfinished');
  }
  const total = counts.reduce((sum, count) => sum + count, 0);
  return wrongTotal(total, height, width);
}

import { quantisedRowBytes, type BlockFormat, quantiseRows } from './block-quantise.ts';
import type { FileHandle } from 'node:fs/promises';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import type { Checkpoint } from '../checkpoint/safetensors.ts';
import { encodeFloat16 } from '../checkpoint/elements.ts';

/** How the numbers of a stored weight are written. */
export type WeightForm = 'float32' | 'float16' | BlockFormat;

/** A tensor of the checkpoint with the shape it must have. */
export type Source = { tensor: string; shape: number[] };

export type Extent = { offset: number; length: number };

/** A weight and where its parts go in a data file, in bytes; scales and zero points are empty except in block formats. */
export type PlacedWeight = {
  sources: Source[];
  form: WeightForm;
  numbers: Extent;
  scales: Extent;
  zeroPoints: Extent;
};

/** Small parts are packed tightly, large ones begin on a page, so that they can be mapped into memory. */
const page = 4096;
const small = { below: 65_536, alignment: 64 };

/** The plan of a file next to an ONNX model (external data) that holds its weights. */
export class DataFile {
  readonly location: string;
  readonly weights: PlacedWeight[] = [];
  #end = 0;
  #bytes = 0;

  constructor(location: string) {
    this.location = location;
  }

  /** Of the whole file. */
  get size(): number {
    return this.#end;
  }

  /** That are written, without the gaps between. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Reserves the bytes of a weight; the same sources in the same form get the same place. */
  place(sources: Source[], form: WeightForm): PlacedWeight {
    const same = this.weights.find((weight) => weight.form === form && sameSources(weight.sources, sources));
    if (same) return same;
    const lengths = byteLengths(sources, form);
    const weight = {
      sources,
      form,
      numbers: this.#reserve(lengths.numbers),
      scales: this.#reserve(lengths.scales),
      zeroPoints: this.#reserve(lengths.zeroPoints),
    };
    this.weights.push(weight);
    return weight;
  }

  #reserve(length: number): Extent {
    if (length === 0) return { offset: 0, length };
    const alignment = length < small.below ? small.alignment : page;
    const offset = Math.ceil(this.#end / alignment) * alignment;
    this.#end = offset + length;
    this.#bytes += length;
    return { offset, length };
  }
}

function sameSources(a: readonly Source[], b: readonly Source[]): boolean {
  return a.map(({ tensor }) => tensor).join() === b.map(({ tensor }) => tensor).join();
}

function byteLengths(sources: readonly Source[], form: WeightForm) {
  const rows = sources.reduce((sum, { shape }) => sum + (shape[0] ?? 0), 0);
  const columns = sources[0]?.shape.slice(1).reduce((product, side) => product * side, 1) ?? 1;
  if (typeof form === 'string')
    return { numbers: rows * columns * (form === 'float32' ? 4 : 2), scales: 0, zeroPoints: 0 };
  const row = quantisedRowBytes(columns, form);
  return { numbers: rows * row.packed, scales: rows * row.scales, zeroPoints: rows * row.zeroPoints };
}

type Progress = { onBytes: (written: number) => void; signal: AbortSignal | undefined };

/**
 * Writes all weights of a data file, a chunk of a tensor at a time.
 *
 * @throws CheckpointError if a tensor is missing, misshapen or does not fit into float16; the signal's reason
 */
export async function writeDataFile(
  plan: DataFile,
  checkpoint: Checkpoint,
  file: FileHandle,
  { onBytes, signal }: Progress,
): Promise<void> {
  await file.truncate(plan.size);
  for (const weight of plan.weights) {
    const written = { numbers: 0, scales: 0, zeroPoints: 0 };
    for (const source of weight.sources) {
      for await (const values of checkpoint.read(source.tensor, source.shape)) {
        signal?.throwIfAborted();
        for (const [part, bytes] of encode(values, source, weight)) {
          await writeExactly(file, bytes, weight[part].offset + written[part]);
          written[part] += bytes.byteLength;
          onBytes(bytes.byteLength);
        }
      }
    }
  }
}

type Part = 'numbers' | 'scales' | 'zeroPoints';

function encode(values: Float32Array, source: Source, { form }: PlacedWeight): [Part, ArrayBufferView][] {
  if (form === 'float32') return [['numbers', values]];
  if (form === 'float16') return [['numbers', toFloat16(values, source)]];
  const rows = quantiseRows(values, source.shape.at(-1) ?? 1, form);
  const parts: [Part, ArrayBufferView][] = [
    ['numbers', rows.packed],
    ['scales', rows.scales],
  ];
  if (rows.zeroPoints) parts.push(['zeroPoints', rows.zeroPoints]);
  return parts;
}

function toFloat16(values: Float32Array, { tensor }: Source): ArrayBufferView {
  try {
    return encodeFloat16(values);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CheckpointError(`Tensor ${tensor}: ${error.message}; choose the weights float32`);
  }
}

async function writeExactly(file: FileHandle, view: ArrayBufferView, position: number): Promise<void> {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  for (let done = 0; done < bytes.length;)
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

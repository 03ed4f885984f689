import { quantisedRowBytes } from './block-quantise.ts';
import type { Source, WeightForm } from './weight-forms.ts';

export type Extent = { offset: number; length: number };

/** A weight and where its parts go in a data file, in bytes; scales and zero points are empty but for block formats. */
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

/** The plan of a file beside an ONNX model (external data) that holds its weights. */
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

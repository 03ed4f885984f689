import type { ImageSize } from '@fakexplain/explanation';

/** Ways of resampling, by Pillow's names. */
export const resamples = ['nearest', 'box', 'bilinear', 'hamming', 'bicubic', 'lanczos'] as const;
export type Resample = (typeof resamples)[number];

interface Filter {
  /** Half of the width in which it is not 0, in source pixels where nothing is made smaller. */
  support: number;
  weigh: (x: number) => number;
}

// C floats in Pillow's source, so not quite 0.54 and 0.46.
const hammingBase = Math.fround(0.54);
const hammingSwing = Math.fround(0.46);
const cubic = -0.5;

const sinc = (x: number) => (x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI));

/** The filters of Pillow's `Resample.c`, term by term: another order of operations rounds differently. */
export const filters: Readonly<Record<Exclude<Resample, 'nearest'>, Filter>> = {
  box: { support: 0.5, weigh: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weigh: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: {
    support: 1,
    weigh: (signed) => {
      const x = Math.abs(signed);
      if (x === 0) return 1;
      if (x >= 1) return 0;
      const turned = x * Math.PI;
      return (Math.sin(turned) / turned) * (hammingBase + hammingSwing * Math.cos(turned));
    },
  },
  bicubic: {
    support: 2,
    weigh: (signed) => {
      const x = Math.abs(signed);
      if (x < 1) return ((cubic + 2) * x - (cubic + 3)) * x * x + 1;
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * cubic : 0;
    },
  },
  lanczos: { support: 3, weigh: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

/** An image in memory: row by row from the top, the channels of a pixel side by side, 0–255. */
export interface Pixels extends ImageSize {
  /** 1: luma (`L`), 3: red, green, blue. */
  channels: 1 | 3;
  /** height × width × channels values. */
  data: Uint8Array;
}

/** Bits after the point of a weight: 32, less 8 for the pixel and 2 for sign and overshoot. */
const precisionBits = 22;
const half = 1 << (precisionBits - 1);

/** Which source pixels make each pixel along one side, and how much of each. */
interface Weights {
  /** First source pixel of each. */
  from: Int32Array;
  /** How many follow, itself included. */
  taps: Int32Array;
  /** `width` places for each, in units of 2^-22. */
  weights: Int32Array;
  width: number;
}

/** A rectangle of an image, in whole pixels. */
export interface Part extends ImageSize {
  left: number;
  top: number;
}

/**
 * Resizes as `PIL.Image.resize(size, resample)` does, bit for bit (Pillow 13.0, `ImagingResample` and, for `nearest`,
 * `ImagingScaleAffine`): filters that widen when a side is made smaller, weights of 22 bits, one side after the other with
 * rounding to 8 bits between. Pillow before 13.0 always did rows first; 13.0 does columns first where the height shrinks
 * far more, which sometimes changes a value by a level. The image given is left as it is; the same size gives a copy.
 *
 * @param size width and height wanted, whole and at least 1
 * @param part of the resized image, inside it: only this is made and returned; default: all of it
 * @throws RangeError for a size that is none, or data that are not height × width × channels long
 */
export function resizeAsPillow(
  image: Pixels,
  size: ImageSize,
  resample: Resample,
  part: Part = { ...size, left: 0, top: 0 },
): Pixels {
  const { width, height } = size;
  for (const side of [width, height, image.width, image.height]) {
    if (!(Number.isInteger(side) && side >= 1)) {
      const sizes = `${image.width} × ${image.height} to ${width} × ${height}`;
      throw new RangeError(`cannot resize ${sizes}: sides must be whole and at least 1`);
    }
  }
  if (image.data.length !== image.width * image.height * image.channels) {
    const size = `${image.width} × ${image.height} × ${image.channels}`;
    throw new RangeError(`${image.data.length} values are not an image of ${size}`);
  }
  if (resample === 'nearest') return pickNearest(image, size, part);
  const columns = weightsOf(image.width, width, resample, { first: part.left, count: part.width });
  const rows = weightsOf(image.height, height, resample, { first: part.top, count: part.height });
  const used = cutToUsed(image, rows);
  const keepsWidth = image.width === width && part.width === width;
  const keepsHeight = image.height === height && part.height === height;
  const alongRows = (from: Pixels) => (keepsWidth ? from : resizeRows(from, columns));
  const alongColumns = (from: Pixels) => (keepsHeight ? from : resizeColumns(from, rows));
  if (keepsWidth && keepsHeight) return { ...image, data: image.data.slice() };
  return columnsFirst(image, size) ? alongRows(alongColumns(used)) : alongColumns(alongRows(used));
}

/** The rows that are used, without a copy; weights count from the first of them then. */
function cutToUsed(image: Pixels, { from, taps }: Weights): Pixels {
  const stride = image.width * image.channels;
  const first = from[0] ?? 0;
  let end = first;
  for (let place = 0; place < from.length; place += 1) {
    end = Math.max(end, (from[place] as number) + (taps[place] as number));
    from[place] = (from[place] as number) - first;
  }
  return { ...image, height: end - first, data: image.data.subarray(first * stride, end * stride) };
}

/** Pillow's rule since 13.0: the height shrinks by more than twice as many pixels as the width. */
const columnsFirst = (from: ImageSize, to: ImageSize): boolean =>
  from.height > to.height && from.height - to.height > 2 * (from.width - to.width);

/** @param range which of the pixels wanted */
function weightsOf(
  source: number,
  wanted: number,
  resample: Exclude<Resample, 'nearest'>,
  { first: begin, count: places }: { first: number; count: number },
): Weights {
  const { support, weigh } = filters[resample];
  const scale = source / wanted;
  const widening = Math.max(scale, 1);
  const reach = support * widening;
  const inverse = 1 / widening;
  const width = Math.ceil(reach) * 2 + 1;
  const from = new Int32Array(places);
  const taps = new Int32Array(places);
  const weights = new Int32Array(places * width);
  const exact = new Float64Array(width);
  for (let place = 0; place < places; place += 1) {
    const centre = (begin + place + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const count = Math.min(source, Math.trunc(centre + reach + 0.5)) - first;
    let sum = 0;
    for (let tap = 0; tap < count; tap += 1) {
      const weight = weigh((tap + first - centre + 0.5) * inverse);
      exact[tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < count; tap += 1) {
      const weight = exact[tap] ?? 0;
      const share = (sum === 0 ? weight : weight / sum) * 2 ** precisionBits;
      weights[place * width + tap] = Math.trunc(share < 0 ? share - 0.5 : share + 0.5);
    }
    from[place] = first;
    taps[place] = count;
  }
  return { from, taps, weights, width };
}

const clip = (sum: number): number => {
  const value = sum >> precisionBits;
  if (value < 0) return 0;
  return value > 255 ? 255 : value;
};

function resizeRows(from: Pixels, columns: Weights): Pixels {
  const { data, width, height, channels } = from;
  const wanted = columns.from.length;
  const out = new Uint8Array(height * wanted * channels);
  const { taps, weights } = columns;
  let place = 0;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < wanted; x += 1) {
      const first = x * columns.width;
      const end = first + (taps[x] as number);
      let read = (y * width + (columns.from[x] as number)) * channels;
      if (channels === 3) {
        let red = half;
        let green = half;
        let blue = half;
        for (let tap = first; tap < end; tap += 1, read += 3) {
          const weight = weights[tap] as number;
          red = (red + Math.imul(data[read] as number, weight)) | 0;
          green = (green + Math.imul(data[read + 1] as number, weight)) | 0;
          blue = (blue + Math.imul(data[read + 2] as number, weight)) | 0;
        }
        out[place] = clip(red);
        out[place + 1] = clip(green);
        out[place + 2] = clip(blue);
      } else {
        let sum = half;
        for (let tap = first; tap < end; tap += 1, read += 1) {
          sum = (sum + Math.imul(data[read] as number, weights[tap] as number)) | 0;
        }
        out[place] = clip(sum);
      }
      place += channels;
    }
  }
  return { width: wanted, height, channels, data: out };
}

function resizeColumns(from: Pixels, rows: Weights): Pixels {
  const { data, width, channels } = from;
  const wanted = rows.from.length;
  const stride = width * channels;
  const out = new Uint8Array(wanted * stride);
  const sums = new Int32Array(stride);
  for (let y = 0; y < wanted; y += 1) {
    sums.fill(half);
    const taps = rows.taps[y] as number;
    // Row by row into one row of sums: memory is read in its order.
    for (let tap = 0; tap < taps; tap += 1) {
      const weight = rows.weights[y * rows.width + tap] as number;
      const read = ((rows.from[y] as number) + tap) * stride;
      for (let x = 0; x < stride; x += 1) {
        sums[x] = (sums[x] as number) + Math.imul(data[read + x] as number, weight);
      }
    }
    const write = y * stride;
    for (let x = 0; x < stride; x += 1) out[write + x] = clip(sums[x] as number);
  }
  return { width, height: wanted, channels, data: out };
}

function pickNearest({ width, height, channels, data }: Pixels, size: ImageSize, part: Part): Pixels {
  const columns = nearest(width, size.width).subarray(part.left);
  const rows = nearest(height, size.height).subarray(part.top);
  const out = new Uint8Array(part.width * part.height * channels);
  let write = 0;
  for (let y = 0; y < part.height; y += 1) {
    const row = (rows[y] as number) * width;
    for (let x = 0; x < part.width; x += 1) {
      const read = (row + (columns[x] as number)) * channels;
      for (let channel = 0; channel < channels; channel += 1)
        out[write + channel] = data[read + channel] as number;
      write += channels;
    }
  }
  return { width: part.width, height: part.height, channels, data: out };
}

/** Pillow adds up the steps, so their rounding errors too. */
function nearest(source: number, wanted: number): Int32Array {
  const step = source / wanted;
  const places = new Int32Array(wanted);
  let at = step * 0.5;
  for (let place = 0; place < wanted; place += 1) {
    places[place] = Math.min(source - 1, Math.trunc(at));
    at += step;
  }
  return places;
}

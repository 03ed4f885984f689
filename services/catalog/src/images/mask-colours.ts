import { RowRefused } from '../rows/refusal.ts';

/** What was read into the picture of a mask, for the person who imports. */
export interface MaskNote {
  code: 'label_mask' | 'coloured_mask' | 'alpha_mask' | 'turned_mask';
  message: string;
}

export interface MaskReading {
  /** Row by row, 0–255: how bright, or 255 where a class other than the background is. */
  pixels: Uint8Array;
  notes: MaskNote[];
}

/** Less between the channels of a pixel is grey that was compressed. */
const greyChroma = 32;
/** A picture of more colours shows no classes. */
const mostClasses = 64;

/**
 * Reads a mask with colours, whose luma says nothing: dark red is as good a class as white.
 * - Of a palette, all but its first colour is marked: numbers of the palette are numbers of classes.
 * - Of other label images all but black is marked. One without black is refused.
 * - A lossy or many-coloured picture counts by its brightest channel.
 * - Grey counts by its brightness, and so does a palette that is grey. A colour that is nearly black is never taken for black:
 *   numbers of classes may stand in one channel.
 * Transparent pixels are not marked; where the rest is black, the alpha channel itself is the mask.
 *
 * @param data 3 or 4 channels of 8 bits, row by row
 * @param background the first colour of the palette, where there is one
 * @throws RowRefused for a label image whose background is not to be told
 */
export function readColours(
  data: Uint8Array,
  channels: number,
  { lossless, background }: { lossless: boolean; background: [number, number, number] | undefined },
): MaskReading {
  const count = data.length / channels;
  const alpha = channels === 4 ? alphaOf(data, count) : undefined;
  const shown = (at: number) => !alpha?.varies || (alpha.values[at] ?? 0) > 0;
  const { chroma, colours } = survey(data, channels, count, shown);
  const notes: MaskNote[] = alpha ? alphaNotes(alpha) : [];
  const pixels = new Uint8Array(count);
  const fill = (read: (red: number, green: number, blue: number) => number) => {
    for (let at = 0; at < count; at += 1) {
      const from = at * channels;
      if (shown(at)) pixels[at] = read(data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0);
    }
  };
  if (alpha?.varies && colours && [...colours].every((colour) => colour === 0)) {
    return { pixels: alpha.values, notes };
  }
  if (chroma <= greyChroma) {
    // Compression makes black pixels nearly black.
    const least = lossless ? 1 : 0;
    fill((red, green, blue) => {
      const luma = Math.round(0.2126 * red + 0.7152 * green + 0.0722 * blue);
      return key(red, green, blue) === 0 ? 0 : Math.max(least, luma);
    });
    return { pixels, notes };
  }
  if (!lossless || !colours) {
    fill(Math.max);
    const message = 'the mask has many colours: it counts by its brightest channel';
    return { pixels, notes: [...notes, { code: 'coloured_mask', message }] };
  }
  const empty = background ? key(...background) : 0;
  if (!background && !colours.has(empty) && !alpha?.varies) {
    throw new RowRefused(
      '',
      `the mask has ${colours.size} colours and none of them is black, so it is not known which is the background`,
    );
  }
  fill((red, green, blue) => (key(red, green, blue) === empty ? 0 : 255));
  const classes = [...colours].filter((colour) => colour !== empty).map(inHex);
  const message = `the mask is a label image: what is not ${inHex(empty)} is marked, here ${classes.slice(0, 5).join(', ')}`;
  return { pixels, notes: [...notes, { code: 'label_mask', message }] };
}

const key = (red: number, green: number, blue: number) => (red << 16) | (green << 8) | blue;
const inHex = (colour: number) => `#${colour.toString(16).padStart(6, '0')}`;

/** The largest difference of channels, and the colours, unless they are too many for classes. */
function survey(
  data: Uint8Array,
  channels: number,
  count: number,
  shown: (at: number) => boolean,
): { chroma: number; colours: Set<number> | undefined } {
  let chroma = 0;
  let colours: Set<number> | undefined = new Set();
  for (let at = 0; at < count; at += 1) {
    if (!shown(at)) continue;
    const from = at * channels;
    const [red, green, blue] = [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0];
    chroma = Math.max(chroma, Math.max(red, green, blue) - Math.min(red, green, blue));
    colours?.add(key(red, green, blue));
    if (colours && colours.size > mostClasses) colours = undefined;
  }
  return { chroma, colours };
}

interface Alpha {
  values: Uint8Array;
  least: number;
  varies: boolean;
}

function alphaOf(data: Uint8Array, count: number): Alpha {
  const values = new Uint8Array(count);
  let [least, most] = [255, 0];
  for (let at = 0; at < count; at += 1) {
    const value = data[4 * at + 3] ?? 0;
    values[at] = value;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return { values, least, varies: least < most };
}

function alphaNotes({ least, varies }: Alpha): MaskNote[] {
  if (least === 255) return [];
  const message = varies
    ? 'the mask is transparent in places: these count as not marked'
    : 'the mask is transparent everywhere: its alpha channel is left out';
  return [{ code: 'alpha_mask', message }];
}

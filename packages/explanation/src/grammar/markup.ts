import type { Grammar } from '../types.ts';

/** The elements that a text can hold, each with an opening and a closing marker. */
export type Element = 'think' | 'tag' | 'verdict' | 'ref' | 'box';

export type MarkerRole =
  | { element: Element; opens: boolean }
  /** Means nothing here: an end-of-turn token, or a placeholder that the caller has counted. */
  | 'ignored';

export interface Marker {
  text: string;
  role: MarkerRole;
}

const element = (name: Element, open: string, close: string): Marker[] => [
  { text: open, role: { element: name, opens: true } },
  { text: close, role: { element: name, opens: false } },
];

const ignored = (...texts: string[]): Marker[] => texts.map((text) => ({ text, role: 'ignored' }));

// Engines that are asked to keep special tokens keep the end of the turn too.
const SHARED = [
  ...element('think', '<think>', '</think>'),
  ...element('tag', '<tag>', '</tag>'),
  ...element('verdict', '<verdict>', '</verdict>'),
  ...ignored('<|im_end|>', '<|endoftext|>', '</s>'),
];

/** `placeholders` is the assistant text of a training row, whose regions stand next to the text. */
export type MarkupName = Grammar | 'placeholders';

/** All markers of a grammar. Every one begins with `<` and holds no other `<`. */
export const MARKUP: Record<MarkupName, readonly Marker[]> = {
  'qwen2.5-vl': [
    ...SHARED,
    ...element('ref', '<|object_ref_start|>', '<|object_ref_end|>'),
    ...element('box', '<|box_start|>', '<|box_end|>'),
  ],
  internvl: [...SHARED, ...element('ref', '<ref>', '</ref>'), ...element('box', '<box>', '</box>')],
  plain: SHARED,
  placeholders: [...SHARED, ...ignored('<ref-object>', '<bbox>', '<image>')],
};

const CASE_BIT = 0x20;

function equalsIgnoringAsciiCase(text: string, at: number, marker: string): boolean {
  for (let offset = 0; offset < marker.length; offset += 1) {
    const expected = marker.charCodeAt(offset);
    const found = text.charCodeAt(at + offset);
    const isLetter = expected >= 0x61 && expected <= 0x7a;
    if (found !== expected && !(isLetter && (found | CASE_BIT) === expected)) return false;
  }
  return true;
}

/** The marker that begins at an index, in any ASCII case. */
export function markerAt(text: string, at: number, markup: MarkupName): Marker | undefined {
  if (text[at] !== '<') return undefined;
  return MARKUP[markup].find((marker) => equalsIgnoringAsciiCase(text, at, marker.text));
}

/** Where a text breaks off inside a marker: the index of the piece's `<`; its length when it does not. */
export function cutMarkerAt(text: string, markup: MarkupName): number {
  const at = text.lastIndexOf('<');
  if (at === -1) return text.length;
  const piece = text.slice(at).toLowerCase();
  const isCut = MARKUP[markup].some(
    (marker) => piece.length < marker.text.length && marker.text.startsWith(piece),
  );
  return isCut ? at : text.length;
}

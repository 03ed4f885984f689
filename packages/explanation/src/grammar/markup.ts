import type { Grammar } from '../types.ts';

/** The elements that a text can hold, each with an opening and a closing marker. */
export type Element = 'think' | 'tag' | 'verdict' | 'ref' | 'box' | 'quad';

export type MarkerRole =
  | { element: Element; opens: boolean }
  /** Means nothing here: the end of a turn, padding, or a placeholder that the caller has counted. */
  | 'ignored'
  /** Marks up text in another grammar: left out, and told. */
  | 'foreign';

export interface Marker {
  text: string;
  role: MarkerRole;
}

const element = (name: Element, open: string, close: string): Marker[] => [
  { text: open, role: { element: name, opens: true } },
  { text: close, role: { element: name, opens: false } },
];

const ignored = (...texts: string[]): Marker[] => texts.map((text) => ({ text, role: 'ignored' }));

/**
 * Tokens that mean nothing in an answer, of the families that see images: ends of turns, which engines keep where they
 * are asked to keep special tokens, padding, and what stands for the image.
 */
const specialTokens = ignored(
  '<|im_end|>',
  '<|endoftext|>',
  '<|end|>',
  '<|end_of_text|>',
  '<|end_of_turn|>',
  '<|eot_id|>',
  '<|begin_of_text|>',
  '<|pad|>',
  '<|padding|>',
  '<|finetune_right_pad_id|>',
  '<|vision_start|>',
  '<|vision_end|>',
  '<|vision_pad|>',
  '<|image_pad|>',
  '<end_of_turn>',
  '<end_of_utterance>',
  '<pad>',
  '<unk>',
  '<bos>',
  '<eos>',
  '<s>',
  '</s>',
  '<img_context>',
  '<image>',
  // Around the boxes of GLM-4.5V.
  '<|begin_of_box|>',
  '<|end_of_box|>',
);

const frame = [
  ...element('think', '<think>', '</think>'),
  ...element('tag', '<tag>', '</tag>'),
  ...element('verdict', '<verdict>', '</verdict>'),
  ...specialTokens,
];
const qwen = [
  ...element('ref', '<|object_ref_start|>', '<|object_ref_end|>'),
  ...element('box', '<|box_start|>', '<|box_end|>'),
  ...element('quad', '<|quad_start|>', '<|quad_end|>'),
];
const internvl = [
  ...element('ref', '<ref>', '</ref>'),
  ...element('box', '<box>', '</box>'),
  ...element('quad', '<quad>', '</quad>'),
];
const placeholders = ignored('<ref-object>', '<bbox>');

const foreign = (...markers: Marker[]): Marker[] => markers.map(({ text }) => ({ text, role: 'foreign' }));
/** Of DeepSeek-VL2. */
const deepSeek = [
  ...element('ref', '<|ref|>', '<|/ref|>'),
  ...element('box', '<|det|>', '<|/det|>'),
  ...ignored('<|grounding|>'),
];
const foreignToAll = foreign(...placeholders, ...deepSeek, { text: '</bbox>', role: 'foreign' });

/** `placeholders` is the assistant text of a training row, whose regions stand next to the text. */
export type MarkupName = Grammar | 'placeholders';

/** All markers of a grammar. Every one begins with `<` and holds no other `<`. */
export const MARKUP: Record<MarkupName, readonly Marker[]> = {
  'qwen2.5-vl': [...frame, ...qwen, ...foreign(...internvl), ...foreignToAll],
  internvl: [...frame, ...internvl, ...foreign(...qwen), ...foreignToAll],
  json: [...frame, ...foreign(...qwen, ...internvl), ...foreignToAll],
  plain: [...frame, ...foreign(...qwen, ...internvl), ...foreignToAll],
  placeholders: [...frame, ...placeholders],
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

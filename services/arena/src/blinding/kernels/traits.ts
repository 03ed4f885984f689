import { unionArea, type Box, type Explanation, type ImageSize } from '@fakexplain/explanation';
import { isFiller } from '../../studies/kernels/filler-sentences.ts';
import { sentencesOf, wordsOf } from './tokens.ts';

/** What raters are shown of an explanation; without what the study leaves out. */
export interface ShownParts extends Pick<Explanation, 'reasoning' | 'regions'> {
  verdict?: Explanation['verdict'] | undefined;
  tags?: string[] | undefined;
}

/** A part that a study may leave out. */
export type LeavablePart = 'tags' | 'filler' | 'verdict';

/** What a rater sees of an explanation, on an image of this size. */
export interface Seen {
  shown: ShownParts;
  size: ImageSize;
}

/**
 * A trait of an explanation's form: how it looks, apart from what its words mean and from which verdict it gives.
 */
export interface Trait {
  key: string;
  name: string;
  /** A share is from 0 to 1; a mean is a count or a ratio. */
  unit: 'share' | 'mean';
  /** What a study would leave out so that the trait goes. */
  leaveOut?: LeavablePart;
  /** How far values are drawn together before they are weighed. */
  scale?: (value: number) => number;
  valueOf: (form: Form) => number;
}

/** What traits are read from, taken apart once. */
export interface Form {
  hasVerdict: boolean;
  tags: number;
  reasoning: string;
  descriptions: string[];
  /** Reasoning, if any, and descriptions that are not empty. */
  texts: string[];
  /** Of the texts, in lower case. */
  words: string[];
  reasoningWords: number;
  sentences: string[];
  boxes: Box[];
  size: ImageSize;
}

export function formOf({ shown, size }: Seen): Form {
  const { verdict, tags = [], reasoning, regions } = shown;
  const descriptions = regions.map(({ description }) => description);
  const texts = [reasoning, ...descriptions].filter((text) => text.trim() !== '');
  return {
    hasVerdict: verdict !== undefined && verdict !== null,
    tags: tags.length,
    reasoning,
    descriptions,
    texts,
    words: texts.flatMap(wordsOf),
    reasoningWords: wordsOf(reasoning).length,
    sentences: sentencesOf(reasoning),
    boxes: regions.map(({ box }) => box),
    size,
  };
}

const share = <T>(items: readonly T[], holds: (item: T) => boolean): number =>
  items.length === 0 ? 0 : items.filter(holds).length / items.length;
const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
const presence = (holds: (form: Form) => boolean) => ({
  unit: 'share' as const,
  valueOf: (form: Form) => Number(holds(form)),
});
const amount = (valueOf: Trait['valueOf']) => ({ unit: 'mean' as const, scale: Math.log1p, valueOf });
const ofTexts = (holds: (text: string) => boolean) => ({
  unit: 'share' as const,
  valueOf: ({ texts }: Form) => share(texts, holds),
});
/** Signs for each word. */
const signs = (pattern: RegExp) => ({
  unit: 'mean' as const,
  valueOf: ({ texts, words }: Form) =>
    texts.reduce((sum, text) => sum + (text.match(pattern)?.length ?? 0), 0) / Math.max(1, words.length),
});

const areaOf = ([x1, y1, x2, y2]: Box, { width, height }: ImageSize) =>
  ((x2 - x1) * (y2 - y1)) / (width * height);
const isAtEdge = ([x1, y1, x2, y2]: Box, { width, height }: ImageSize) =>
  x1 === 0 || y1 === 0 || x2 === width || y2 === height;
const isRepeated = (box: Box, index: number, boxes: readonly Box[]) =>
  boxes.some((other, at) => at < index && other.every((side, place) => side === box[place]));

/** Every trait that the audit looks at, by rising remoteness from a glance. */
export const traits: readonly Trait[] = [
  { key: 'has_verdict', name: 'a verdict', leaveOut: 'verdict', ...presence(({ hasVerdict }) => hasVerdict) },
  { key: 'has_regions', name: 'a region', ...presence(({ boxes }) => boxes.length > 0) },
  { key: 'has_reasoning', name: 'text beside the regions', ...presence(({ reasoning }) => reasoning !== '') },
  { key: 'has_tags', name: 'tags', leaveOut: 'tags', ...presence(({ tags }) => tags > 0) },
  {
    key: 'has_filler',
    name: 'a sentence that says only that nothing was found, and no region',
    leaveOut: 'filler',
    ...presence(({ boxes, sentences }) => boxes.length === 0 && sentences.some(isFiller)),
  },
  { key: 'tags', name: 'number of tags', leaveOut: 'tags', ...amount(({ tags }) => tags) },
  { key: 'regions', name: 'number of regions', ...amount(({ boxes }) => boxes.length) },
  { key: 'words', name: 'number of words', ...amount(({ words }) => words.length) },
  { key: 'reasoning_words', name: 'words beside the regions', ...amount((form) => form.reasoningWords) },
  { key: 'sentences', name: 'sentences beside the regions', ...amount(({ sentences }) => sentences.length) },
  {
    key: 'description_words',
    name: 'words for each region',
    ...amount(({ descriptions }) => mean(descriptions.map((text) => wordsOf(text).length))),
  },
  {
    key: 'word_length',
    name: 'characters a word',
    unit: 'mean',
    valueOf: ({ words }) => mean(words.map((word) => word.length)),
  },
  {
    key: 'boxed_area',
    name: 'share of the image inside boxes',
    unit: 'share',
    valueOf: ({ boxes, size }) => unionArea(boxes) / (size.width * size.height),
  },
  {
    key: 'box_area',
    name: 'share of the image inside one box',
    unit: 'share',
    scale: Math.sqrt,
    valueOf: ({ boxes, size }) => mean(boxes.map((box) => areaOf(box, size))),
  },
  {
    key: 'box_height',
    name: 'height of a box against its width',
    ...amount(({ boxes }) => mean(boxes.map(([x1, y1, x2, y2]) => (y2 - y1) / (x2 - x1)))),
  },
  {
    key: 'boxes_at_edge',
    name: 'boxes that touch the edge of the image',
    unit: 'share',
    valueOf: ({ boxes, size }) => share(boxes, (box) => isAtEdge(box, size)),
  },
  {
    key: 'repeated_boxes',
    name: 'boxes that repeat another',
    unit: 'share',
    valueOf: ({ boxes }) => (boxes.length === 0 ? 0 : boxes.filter(isRepeated).length / boxes.length),
  },
  {
    key: 'capital_start',
    name: 'texts that begin with a capital',
    ...ofTexts((text) => /^\s*\p{Lu}/u.test(text)),
  },
  {
    key: 'full_stop_end',
    name: 'texts that end with a full stop',
    ...ofTexts((text) => /[.。]\s*$/.test(text)),
  },
  { key: 'markup', name: 'texts with signs of markup (* _ # `)', ...ofTexts((text) => /[*_#`]/.test(text)) },
  { key: 'line_breaks', name: 'texts with line breaks', ...ofTexts((text) => /[\r\n]/.test(text.trim())) },
  { key: 'commas', name: 'commas a word', ...signs(/[,،，、]/g) },
  { key: 'colons', name: 'colons and semicolons a word', ...signs(/[:;：；]/g) },
  { key: 'dashes', name: 'dashes a word', ...signs(/\s[-–]\s|—/g) },
  { key: 'quotes', name: 'quotation marks a word', ...signs(/["“”«»]/g) },
  { key: 'brackets', name: 'brackets a word', ...signs(/[()[\]]/g) },
  { key: 'digits', name: 'digits a word', ...signs(/\d/g) },
  { key: 'capitals', name: 'words in capitals a word', ...signs(/\b\p{Lu}{2,}\b/gu) },
  { key: 'non_ascii', name: 'characters beyond ASCII a word', ...signs(/[^\x20-\x7e\s]/g) },
];

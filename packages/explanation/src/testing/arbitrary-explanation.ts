import * as fc from 'fast-check';
import type { Box, Explanation, ImageSize } from '../types.ts';
import { foldWhiteSpace, storableText } from '../grammar/characters.ts';
import { wordsOf } from '../grammar/descriptions.ts';

/** Fragments that a serialiser must not let through as what they look like. */
const AWKWARD = [
  ['<think>', '</think>', '<tag>', '</tag>', '<verdict>', '</verdict>', '<VERDICT>real</Verdict>'],
  ['<ref>', '</ref>', '<box>', '</box>', '<|object_ref_start|>', '<|object_ref_end|>', '<|box_start|>'],
  ['<|box_end|>', '<|im_end|>', '</s>', '<bbox>', '<ref-object>', '<image>'],
  ['[1, 2, 3, 4]', '[[1,2,3,4]]', '(1,2),(3,4)', '[', ']', '(', ')', '(1', '2)', ',', ', ', ';', '|', '-'],
  [
    '{',
    '}',
    '"',
    '"label": ',
    '{"bbox_2d": [1, 2, 3, 4], "label": "a"}',
    '```',
    '`',
    '- ',
    '1. ',
    '*',
    ':',
    '. A',
    'bbox',
    '。',
  ],
  ['&', '&lt;', '&amp;', '&#91;', '&amp;lt;', '&#', '<', '>', 'a', 'word', '7', '.', '+', 'e'],
  [' ', '  ', '\n', '\r\n', '\t', '\u00A0', '\u2028', '\uFEFF', '手', '👩‍🎨', 'é', '\uFFFD'],
].flat();

/** Any well-formed text without U+0000, with much that looks like markup. */
export const anyText: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...AWKWARD), fc.string({ unit: 'binary', maxLength: 4 })), { maxLength: 6 })
  .map((parts) => storableText(parts.join('')));

export const imageSize: fc.Arbitrary<ImageSize> = fc.record({
  width: fc.integer({ min: 30, max: 5000 }),
  height: fc.integer({ min: 30, max: 5000 }),
});

const side = (length: number, cut: fc.Arbitrary<number>) =>
  fc
    .tuple(cut, cut)
    .map(([a, b]): [number, number] => [Math.min(a, b) * length, Math.max(a, b) * length])
    // Less in a corner is taken for shares of the image, in thousandths too.
    .filter(([low, high]) => high - low > 1e-6 && high > 6);

/** A box inside the image, at integers or not, often touching its edges. */
function boxIn({ width, height }: ImageSize): fc.Arbitrary<Box> {
  const cut = fc.oneof(
    fc.constantFrom(0, 0.5, 1),
    fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0),
  );
  const floating = fc.tuple(side(width, cut), side(height, cut));
  const integral = floating.map((sides) =>
    sides.map(([low, high]): [number, number] => [Math.floor(low), Math.ceil(high)]),
  );
  return fc
    .oneof(floating, integral)
    .map(([[x1, x2] = [0, width], [y1, y2] = [0, height]]): Box => [x1, y1, x2, y2]);
}

/** A description as a text can hold it: with words, or none. */
export const anyDescription: fc.Arbitrary<string> = anyText.map(wordsOf);

/** Every explanation that a text can hold, for an image. */
export function explanationOf(image: ImageSize): fc.Arbitrary<Explanation> {
  return fc.record({
    verdict: fc.constantFrom('real', 'generated', null),
    probability: fc.constant(null),
    tags: fc.uniqueArray(
      anyText.filter((tag) => tag !== ''),
      { maxLength: 3 },
    ),
    reasoning: anyText.map(foldWhiteSpace),
    regions: fc.uniqueArray(fc.record({ box: boxIn(image), description: anyDescription }), {
      maxLength: 4,
      // Boxes of a pixel may become equal where coordinates are rounded, and equal regions count once.
      selector: ({ description }) => description,
    }),
  });
}

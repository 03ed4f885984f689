import { fromOriginal, spaceSize } from '../coordinates/space.ts';
import type { Box, CoordinateSpace, Explanation, Grammar, Region } from '../types.ts';
import { escapeText } from './characters.ts';
import { canBeginNumbers } from './numbers.ts';
import type { GrammarOptions } from './parse-explanation.ts';
import { DEFAULT_TAG_SEPARATOR, joinTags } from './tags.ts';

export interface SerialiseOptions extends GrammarOptions {
  /**
   * Whether to round coordinates to integers. By default, they are in `qwen-smart-resized` and `norm-1000`,
   * as the models write them, and are not in `original`. Ignored in `norm-1`, where all would be 0 or 1.
   */
  integers?: boolean | undefined;
}

const INTEGERS_UNLESS_TOLD: Record<CoordinateSpace, boolean> = {
  original: false,
  'qwen-smart-resized': true,
  'norm-1000': true,
  'norm-1': false,
};

/** Rounds to the nearest integers, or outwards where a side would vanish. */
function rounded([x1, y1, x2, y2]: Box): Box {
  const side = (low: number, high: number) =>
    Math.round(low) < Math.round(high)
      ? [Math.round(low), Math.round(high)]
      : [Math.floor(low), Math.ceil(high)];
  const [left = x1, right = x2] = side(x1, x2);
  const [top = y1, bottom = y2] = side(y1, y2);
  return [left, top, right, bottom];
}

/** A bracket that the plain grammar could take for the beginning of a box. */
function isPlainBracket(character: string, next: string | undefined): boolean {
  if (character === '(') return next === undefined || canBeginNumbers(next);
  return character === '[';
}

/** Writes text so that the grammar reads it back as text. */
function write(text: string, grammar: Grammar, exactWhiteSpace: boolean): string {
  return escapeText(text, {
    markup: grammar,
    exactWhiteSpace,
    ...(grammar === 'plain' && { isSpecial: isPlainBracket }),
  });
}

const REGION_FORMATS: Record<Grammar, (description: string, box: Box) => string> = {
  'qwen2.5-vl': (description, [x1, y1, x2, y2]) =>
    `<|object_ref_start|>${description}<|object_ref_end|><|box_start|>(${x1},${y1}),(${x2},${y2})<|box_end|>`,
  internvl: (description, box) => `<ref>${description}</ref><box>[[${box.join(', ')}]]</box>`,
  plain: (description, box) => `${description} [${box.join(', ')}]`.trimStart(),
};

function writeRegion({ box, description }: Region, options: SerialiseOptions): string {
  const { grammar, space, image, resize, integers = INTEGERS_UNLESS_TOLD[space] } = options;
  const written = fromOriginal(box, space, image, resize);
  return REGION_FORMATS[grammar](
    write(description, grammar, true),
    integers && space !== 'norm-1' ? rounded(written) : written,
  );
}

/**
 * Writes an explanation as a model of the grammar would, such that `parseExplanation` with the same options
 * gives it back: parse(serialise(x)) = x, for
 * - any descriptions and any tags but the empty string, of any characters (what would be read as markup is
 *   escaped: see `escapeText`) except U+0000 and unpaired surrogates, which the parser replaces;
 * - reasoning with white space folded, as the parser gives it;
 * - boxes inside the image, with sides that a double can tell apart in the space;
 * - `probability` null and no masks: no grammar has a place for them, they are not written.
 *
 * Coordinates come back exactly in `original`; to rounding errors of a double (relative 1e-15) in the other spaces
 * with `integers: false`; with `integers: true` to half a unit of the space, or one unit for a side shorter than
 * that, where a unit is image side / space side pixels. A verdict of null writes no verdict.
 * Throws a RangeError where the space cannot hold the image (`smartResize`) and for an unusable tag separator.
 */
export function serialiseExplanation(explanation: Explanation, options: SerialiseOptions): string {
  const { grammar, tagSeparator = DEFAULT_TAG_SEPARATOR } = options;
  const { verdict, tags, reasoning, regions } = explanation;
  spaceSize(options.space, options.image, options.resize);
  const lines = [
    '<think>',
    ...(reasoning === '' ? [] : [write(reasoning, grammar, false)]),
    ...regions.map((region) => writeRegion(region, options)),
    ...(tags.length === 0 ? [] : [`<tag>${joinTags(tags, tagSeparator, grammar)}</tag>`]),
    '</think>',
    ...(verdict === null ? [] : [`<verdict>${verdict}</verdict>`]),
  ];
  return lines.join('\n');
}

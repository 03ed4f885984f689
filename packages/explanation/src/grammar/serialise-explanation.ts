import { fromOriginal, spaceSize } from '../coordinates/space.ts';
import type { Box, CoordinateSpace, Explanation, Grammar, Region } from '../types.ts';
import { escapeText } from './characters.ts';
import { withoutDecoration } from './descriptions.ts';
import type { MarkupName } from './markup.ts';
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

/** Whether a character could be taken for the beginning of a box or of JSON, or for a part of a code fence. */
function beginsOther(character: string, next: string | undefined): boolean {
  if (character === '(') return next === undefined || canBeginNumbers(next);
  return '[{`'.includes(character);
}

/** Writes prose so that it is read back as prose. */
export const writeProse = (text: string, markup: MarkupName): string =>
  escapeText(text, {
    markup,
    exactWhiteSpace: false,
    isSpecial: beginsOther,
  });

function writePlainDescription(text: string): string {
  const write = (exactEnds: boolean) =>
    escapeText(text, { markup: 'plain', exactWhiteSpace: true, exactEnds, isSpecial: beginsOther });
  const written = write(false);
  return withoutDecoration(written) === written ? written : write(true);
}

const writeDescription: Record<Grammar, (text: string) => string> = {
  'qwen2.5-vl': (text) => escapeText(text, { markup: 'qwen2.5-vl', exactWhiteSpace: true }),
  internvl: (text) => escapeText(text, { markup: 'internvl', exactWhiteSpace: true }),
  // Markers are found before JSON is.
  json: (text) => JSON.stringify(text).replaceAll('<', '\\u003c'),
  plain: writePlainDescription,
};

const regionFormats: Record<Grammar, (description: string, box: Box) => string> = {
  'qwen2.5-vl': (description, [x1, y1, x2, y2]) =>
    `<|object_ref_start|>${description}<|object_ref_end|><|box_start|>(${x1},${y1}),(${x2},${y2})<|box_end|>`,
  internvl: (description, box) => `<ref>${description}</ref><box>[[${box.join(', ')}]]</box>`,
  json: (description, box) => `{"bbox_2d": [${box.join(', ')}], "label": ${description}}`,
  plain: (description, box) => `${description} [${box.join(', ')}]`.trimStart(),
};

function writeRegion({ box, description }: Region, options: SerialiseOptions): string {
  const { grammar, space, image, resize, boxOrder, integers = INTEGERS_UNLESS_TOLD[space] } = options;
  const inSpace = fromOriginal(box, space, image, resize);
  const [x1, y1, x2, y2] = integers && space !== 'norm-1' ? rounded(inSpace) : inSpace;
  const written: Box = boxOrder === 'yxyx' ? [y1, x1, y2, x2] : [x1, y1, x2, y2];
  return regionFormats[grammar](writeDescription[grammar](description), written);
}

/** The lines of all regions: in JSON one list in a code fence, as Qwen2.5-VL was trained to write it. */
function writeRegions(regions: readonly Region[], options: SerialiseOptions): string[] {
  const written = regions.map((region) => writeRegion(region, options));
  if (options.grammar !== 'json' || written.length === 0) return written;
  return ['```json', '[', written.map((region) => `\t${region}`).join(',\n'), ']', '```'];
}

/**
 * Writes an explanation as a model of the grammar would, such that `parseExplanation` with the same options
 * gives it back: parse(serialise(x)) = x, for
 * - any descriptions that hold a letter, a digit or a pictograph, or nothing, and any tags but the empty string, of any
 *   characters (what would be read as markup is escaped: see `escapeText`) except U+0000 and unpaired surrogates, which
 *   the parser replaces; no region and no tag twice;
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
    ...(reasoning === '' ? [] : [writeProse(reasoning, grammar)]),
    ...writeRegions(regions, options),
    ...(tags.length === 0 ? [] : [`<tag>${joinTags(tags, tagSeparator, grammar)}</tag>`]),
    '</think>',
    ...(verdict === null ? [] : [`<verdict>${verdict}</verdict>`]),
  ];
  return lines.join('\n');
}

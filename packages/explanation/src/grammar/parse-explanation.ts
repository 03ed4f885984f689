import { spaceSize, toOriginal } from '../coordinates/space.ts';
import type { SmartResizeSettings } from '../coordinates/smart-resize.ts';
import type {
  Box,
  BoxOrder,
  CoordinateSpace,
  Explanation,
  Grammar,
  ImageSize,
  ParseProblem,
  ParseStatus,
  Verdict,
} from '../types.ts';
import { storableText } from './characters.ts';
import { cutMarkerAt } from './markup.ts';
import { placeBox } from './place-box.ts';
import type { ToPixels } from './place-box.ts';
import { ProblemLog, quote } from './problems.ts';
import { Reader } from './reader.ts';
import type { ReaderOptions } from './reader.ts';
import { DEFAULT_TAG_SEPARATOR } from './tags.ts';
import { tokenise } from './tokenise.ts';

/**
 * Raised whenever a text may give another explanation or other problems than before: stored texts of an older version
 * can then be read again.
 */
export const parserVersion = 4;

/** How a text is read where a deployment differs from what its grammar and its space have by default. */
export interface ReadingSettings {
  /** What stands between two tags; ", " by default. It must hold neither "<" nor "&". */
  tagSeparator?: string | undefined;
  /** Settings of `qwen-smart-resized` where a deployment changed them. */
  resize?: Partial<SmartResizeSettings> | undefined;
  /** The order of a box's numbers; unless told, `box_2d` of JSON is `[y1, x1, y2, x2]` and all else `[x1, y1, x2, y2]`. */
  boxOrder?: BoxOrder | undefined;
}

export interface GrammarOptions extends ReadingSettings {
  grammar: Grammar;
  /** What the numbers of the boxes count. */
  space: CoordinateSpace;
  /** The original image, which boxes are mapped to. */
  image: ImageSize;
}

export interface ParsedExplanation {
  explanation: Explanation;
  status: ParseStatus;
  problems: ParseProblem[];
}

/** The last verdict counts: what comes after is said with the most knowledge. */
export function settleVerdict(verdicts: readonly Verdict[], problems: ProblemLog): Verdict | null {
  const verdict = verdicts.at(-1) ?? null;
  if (verdict === null) {
    if (!problems.has('unknown_verdict')) problems.add('missing_verdict', 'there is no verdict');
  } else if (verdicts.some((other) => other !== verdict)) {
    problems.add('several_verdicts', `verdicts contradict each other; the last one, "${verdict}", counts`);
  } else if (verdicts.length > 1) {
    problems.add('repeated_verdict', `the verdict "${verdict}" is given ${verdicts.length} times`);
  }
  return verdict;
}

/** Reads all of a text; the problems go to the log given. */
export function readText(options: ReaderOptions): Reader {
  const reader = new Reader(options);
  for (const token of tokenise(options.text, options.markup)) reader.read(token);
  reader.finish();
  return reader;
}

/** A text without characters that no store can hold; that they were there is noted. */
export function cleanText(text: string, problems: ProblemLog): string {
  const clean = storableText(text);
  if (clean !== text) {
    problems.add('invalid_characters', 'characters that are no text were replaced by U+FFFD');
  }
  return clean;
}

function withoutCutMarker(text: string, grammar: Grammar, problems: ProblemLog): string {
  const end = cutMarkerAt(text, grammar);
  if (end < text.length) {
    problems.add('cut_marker', `the text breaks off inside a marker, at ${quote(text.slice(end))}`);
  }
  return text.slice(0, end);
}

function pixelMapping({ space, image, resize }: GrammarOptions): ToPixels {
  try {
    spaceSize(space, image, resize);
  } catch {
    return null;
  }
  return (written: Box) => toOriginal(written, space, image, resize);
}

/**
 * Reads what a model wrote: `<think>` with prose, regions and `<tag>…</tag>`, then `<verdict>…</verdict>`.
 * Regions stand as the grammar has them:
 * - `qwen2.5-vl`: `<|object_ref_start|>desc<|object_ref_end|><|box_start|>(x1,y1),(x2,y2)<|box_end|>`
 * - `internvl`: `<ref>desc</ref><box>[[x1, y1, x2, y2]]</box>`
 * - `json`: an object `{"bbox_2d": [x1, y1, x2, y2], "label": "desc"}`, alone, in a list or in another object, in a code
 *   fence or not; the box may be called `bbox` or `box_2d`, the description `description` (see `readJson`). Where there is no
 *   such object, lines are read as in `plain`
 * - `plain`: a line `desc [x1, y1, x2, y2]` (see `readPlainLine`), or JSON as above
 *
 * Prose around regions is the reasoning; a sentence keeps the descriptions of the regions that stand in it. A region that is
 * said again counts once. No description is made of brackets, bullets, quotation marks or markers alone.
 *
 * Total: any string gives an explanation that `explanationSchema` accepts, in time linear in the text. Boxes
 * are in pixels of the original image, ordered and inside it; strings are well-formed and without U+0000.
 * What was not as it should be is told in `problems`, whose codes and weight `ProblemCode` lists. `status` is
 * `failed` without a verdict, `partial` where anything else is missing or was dropped, otherwise `ok`.
 * `probability` is null: no grammar writes it.
 * Throws a RangeError only for a tag separator that cannot be one.
 */
export function parseExplanation(text: string, options: GrammarOptions): ParsedExplanation {
  const { problems, reader } = readAs(text, options.grammar, options);
  if (options.grammar !== 'json' || reader.hasJson) return settle(reader, problems);
  const lines = readAs(text, 'plain', options);
  if (lines.reader.regions.length === 0) return settle(reader, problems);
  lines.problems.add('plain_lines', 'there is no JSON; boxes were read from lines');
  return settle(lines.reader, lines.problems);
}

function readAs(text: string, grammar: Grammar, options: GrammarOptions) {
  const { image, tagSeparator = DEFAULT_TAG_SEPARATOR, boxOrder } = options;
  const problems = new ProblemLog();
  const toPixels = pixelMapping(options);
  const reader = readText({
    text: withoutCutMarker(cleanText(text, problems), grammar, problems),
    markup: grammar,
    tagSeparator,
    boxOrder,
    place: (written) => placeBox(written, image, { space: options.space, toPixels }, problems),
    problems,
  });
  return { problems, reader };
}

function settle({ verdicts, tags, regions, think }: Reader, problems: ProblemLog): ParsedExplanation {
  const verdict = settleVerdict(verdicts, problems);
  if (verdict === 'generated') {
    if (regions.length === 0) {
      problems.add('generated_without_region', 'the verdict is "generated", but there is no region');
    }
    if (tags.length === 0) problems.add('missing_tag', 'the verdict is "generated", but there is no tag');
  } else if (verdict === 'real' && regions.length > 0) {
    problems.add('real_with_region', 'the verdict is "real", but there are regions');
  }
  return {
    explanation: { verdict, probability: null, tags, reasoning: think.reasoning, regions },
    status: problems.status(verdict),
    problems: problems.list(),
  };
}

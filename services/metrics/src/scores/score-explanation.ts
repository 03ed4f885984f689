import { MaskError, type ImageSize, type Region, type Verdict } from '@fakexplain/explanation';
import {
  scoreLocalisation,
  type LocalisationScores,
  type LocalisedImage,
} from './kernels/localisation/index.ts';
import { bleuPresets, bleuStatistics, rougeL, rougePresets, tokensByWord } from './kernels/text/index.ts';

/**
 * Raised whenever the same explanations and references may be stored with other scores, or a run with other intervals: all are
 * then scored anew.
 */
export const scorerVersion = 3;

export interface ScoringInput {
  /** What the image is in its dataset. */
  label: Verdict;
  size: ImageSize;
  /** What the regions of the dataset's references mean. */
  localisation: 'visible_artifact' | 'manipulated_region' | 'whole_image';
  /** `verdict` is null and `regions` are empty where the output failed to parse. */
  explanation: Worded & { verdict: Verdict | null };
  /** Each reference explanation of the image; never the explanation itself. */
  references: readonly Worded[];
}

interface Worded {
  regions: readonly Region[];
  /** Prose that belongs to no region. */
  reasoning: string;
}

/** One value for each metric of a single explanation; null where it is undefined, and so left out of means. */
export interface ExplanationScores {
  verdictRight: boolean;
  parsed: boolean;
  iouUnion: number | null;
  iouMatched: number | null;
  iouCentreGreedy: number | null;
  falseAlarmArea: number | null;
  bleu2: number | null;
  bleu2NltkMethod0: number | null;
  bleu2NltkMethod1: number | null;
  bleu2Coco: number | null;
  /** Matches of orders 1 and 2, totals of orders 1 and 2, tokens of text and of closest reference; 13a tokens. */
  bleu2Statistics: number[] | null;
  rougeL: number | null;
  rougeLStemmed: number | null;
  rougeLUnicode: number | null;
}

/**
 * All that one explanation scores.
 * - The verdict is right if it is the label; without a verdict it is wrong.
 * - IoUs are of generated images with a marked reference, the mean over annotators; not defined where the dataset's
 *   regions mean the whole image, which any verdict would already say.
 * - The false-alarm area is of real images alone.
 * - Texts are the descriptions of all regions in order, joined by spaces; without any region, the prose. Against several
 *   references the closest (BLEU) or best (ROUGE) counts. Undefined unless a reference has a text; an explanation without
 *   one scores 0. Prose about a real image is a reference only in datasets that explain by prose alone (where regions
 *   mean the whole image): elsewhere annotators mark what is wrong, and what a training row says of a real image is filler.
 * - A region whose mask cannot be read, or is not of the image's size, counts by its box.
 */
export function scoreExplanation(input: ScoringInput): ExplanationScores {
  const { label, explanation, localisation } = input;
  const where = localise(input);
  const defined = localisation === 'whole_image' ? null : where;
  return {
    verdictRight: explanation.verdict === label,
    parsed: explanation.verdict !== null,
    iouUnion: defined?.iou_union ?? null,
    iouMatched: defined?.iou_matched ?? null,
    iouCentreGreedy: defined?.iou_centre_greedy ?? null,
    falseAlarmArea: where.false_alarm_area,
    ...scoreText(input),
  };
}

function localise({ label, size, explanation, references }: ScoringInput): LocalisationScores {
  const marked = references.map(({ regions }) => regions);
  const image: LocalisedImage = { label, size, predicted: explanation.regions, references: marked };
  try {
    return scoreLocalisation(image);
  } catch (error) {
    if (!(error instanceof MaskError)) throw error;
    return scoreLocalisation({
      ...image,
      predicted: readable(image.predicted, size),
      references: marked.map((regions) => readable(regions, size)),
    });
  }
}

type Marked = LocalisedImage['predicted'];

const readable = (regions: Marked, size: ImageSize): Marked =>
  regions.map((region) => (canBeRead(region, size) ? region : { box: region.box }));

function canBeRead(region: Marked[number], size: ImageSize): boolean {
  try {
    scoreLocalisation({ label: 'real', size, predicted: [region], references: [] });
    return true;
  } catch (error) {
    if (error instanceof MaskError) return false;
    throw error;
  }
}

function textOf({ regions, reasoning }: Worded): string {
  if (regions.length === 0) return reasoning.trim();
  return regions
    .map(({ description }) => description.trim())
    .filter((description) => description !== '')
    .join(' ');
}

type TextScores = Omit<
  ExplanationScores,
  'verdictRight' | 'parsed' | 'iouUnion' | 'iouMatched' | 'iouCentreGreedy' | 'falseAlarmArea'
>;

const undefinedText: TextScores = {
  bleu2: null,
  bleu2NltkMethod0: null,
  bleu2NltkMethod1: null,
  bleu2Coco: null,
  bleu2Statistics: null,
  rougeL: null,
  rougeLStemmed: null,
  rougeLUnicode: null,
};

function scoreText({ label, localisation, explanation, references }: ScoringInput): TextScores {
  const proseCounts = label === 'generated' || localisation === 'whole_image';
  const referenceTexts = references
    .filter(({ regions }) => proseCounts || regions.length > 0)
    .map(textOf)
    .filter((text) => text !== '');
  if (referenceTexts.length === 0) return undefinedText;
  const text = textOf(explanation);
  const [own, theirs] = [tokensByWord(text), referenceTexts.map(tokensByWord)];
  const against = (name: keyof typeof own) => [own[name], theirs.map((each) => each[name])] as const;
  const { default: exponential, 'nltk-ws-method0': method0, 'nltk-13a-method1': method1, coco } = bleuPresets;
  const of13a = bleuStatistics(...against('of13a'));
  const { matches1, matches2, total1, total2, referenceLength } = of13a;
  const rouge = rougeL(...against('rouge')).f1;
  const { tokenise } = rougePresets['unicode-words'];
  return {
    bleu2: exponential.score(of13a),
    bleu2NltkMethod0: method0.score(bleuStatistics(...against('spaced'))),
    bleu2NltkMethod1: method1.score(of13a),
    bleu2Coco: coco.score(bleuStatistics(coco.tokenise(text), referenceTexts.map(coco.tokenise))),
    bleu2Statistics: [matches1, matches2, total1, total2, total1, referenceLength],
    rougeL: rouge,
    rougeLStemmed: rougeL(...against('stemmed')).f1,
    // Of ASCII texts the words are the same.
    rougeLUnicode: [text, ...referenceTexts].every(isAscii)
      ? rouge
      : rougeL(tokenise(text), referenceTexts.map(tokenise)).f1,
  };
}

// oxlint-disable-next-line no-control-regex -- all of ASCII, control characters too
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

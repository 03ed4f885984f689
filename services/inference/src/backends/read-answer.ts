import {
  decodeMask,
  encodeMask,
  maskArea,
  parseExplanation,
  partsOfMask,
  storableText,
  type CoordinateSpace,
  type Explanation,
  type Grammar,
  type ImageSize,
  type Mask,
  type ParseProblem,
  type ParseStatus,
  type ReadingSettings,
  type Region,
  type Verdict,
} from '@fakexplain/explanation';
import type { Manifest } from '../models/manifest-schema.ts';
import type { ModelAnswer } from './backend.ts';
import { findLostMarkers } from './find-lost-markers.ts';

/** What a model's answer says, as `catalog.explanations` keeps it. */
export interface ReadAnswer {
  explanation: Explanation;
  parseStatus: ParseStatus;
  parseProblems: ParseProblem[];
  /** Null where the model answers with no text. */
  raw: { text: string; grammar: Grammar; space: CoordinateSpace; settings?: ReadingSettings } | null;
}

/**
 * Reads what a model answered about an image of a size in pixels.
 * - A text is parsed by the grammar of the manifest. One that broke off at the limit of tokens, or whose boxes have lost
 *   their markers, is at best `partial`.
 * - A probability gives the verdict `generated` where it is above 0.5, and no regions.
 * - A mask gives the regions of `partsOfMask`, without descriptions. The verdict comes from its probability,
 *   and without one from the mask: `generated` where any pixel is marked. That is a rule of ours and not the model's.
 * @throws Error where a text comes from a model whose manifest has no `reading`, and MaskError for a bad mask
 */
export function readAnswer(
  answer: ModelAnswer,
  { reading }: Pick<Manifest, 'reading'>,
  image: ImageSize,
): ReadAnswer {
  switch (answer.kind) {
    case 'text':
      return readText(answer, reading, image);
    case 'probability':
      return withoutText(verdictAt(answer.probability), answer.probability);
    case 'mask':
      return readMask(answer.mask, answer.probability, image);
    case 'explanation': {
      const { explanation } = answer;
      const lacking = explanation.verdict === null;
      const problems = lacking ? [{ code: 'missing_verdict', message: 'there is no verdict' }] : [];
      return { explanation, parseStatus: lacking ? 'failed' : 'ok', parseProblems: problems, raw: null };
    }
  }
}

const verdictAt = (probability: number): Verdict => (probability > 0.5 ? 'generated' : 'real');

const withoutText = (verdict: Verdict, probability: number | null, regions: Region[] = []): ReadAnswer => ({
  explanation: { verdict, probability, tags: [], reasoning: '', regions },
  parseStatus: 'ok',
  parseProblems: [],
  raw: null,
});

function readText(
  { text, truncated, probability }: Extract<ModelAnswer, { kind: 'text' }>,
  reading: Manifest['reading'],
  image: ImageSize,
): ReadAnswer {
  if (!reading)
    throw new Error('the manifest does not say how a text is read, yet the model answered with one');
  const { grammar, space, ...settings } = reading;
  const { explanation, status, problems } = parseExplanation(text, { ...reading, image });
  const more: ParseProblem[] = findLostMarkers(text, grammar);
  if (truncated) more.push({ code: 'truncated', message: 'the answer broke off at the limit of tokens' });
  return {
    explanation: { ...explanation, probability },
    parseStatus: more.length > 0 && status === 'ok' ? 'partial' : status,
    parseProblems: [...problems, ...more],
    raw: {
      text: storableText(text),
      grammar,
      space,
      ...(Object.keys(settings).length > 0 && { settings }),
    },
  };
}

function readMask(mask: Mask, probability: number | null, { width, height }: ImageSize): ReadAnswer {
  const [rows, columns] = mask.size;
  if (rows !== height || columns !== width) {
    throw new Error(`the mask is ${columns} × ${rows} pixels large, its image ${width} × ${height}`);
  }
  const runs = decodeMask(mask);
  const regions = partsOfMask(runs).map(({ box, mask }): Region => ({
    box,
    description: '',
    mask: encodeMask(mask),
  }));
  const marked: Verdict = maskArea(runs) > 0 ? 'generated' : 'real';
  return withoutText(probability === null ? marked : verdictAt(probability), probability, regions);
}

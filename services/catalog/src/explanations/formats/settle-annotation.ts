import type { NewExplanation } from '@fakexplain/database/explanations';
import type { ImageSize, ParseProblem, Verdict } from '@fakexplain/explanation';
import { RowRefused } from '../../rows/refusal.ts';
import { placeRegions } from '../place-regions.ts';
import type { Annotation } from './answer.ts';

const verdictWords = new Map<string, Verdict>([
  ['real', 'real'],
  ['generated', 'generated'],
  ['fake', 'generated'],
]);

/**
 * An annotation as an explanation. Words that are no verdict become tags. Where there is none, an annotation that marks
 * something says `generated`, which is noted: that is a rule of ours.
 * @throws RowRefused where it says nothing at all, or what it says does not fit the image
 */
export function settleAnnotation(
  { words, probability, reasoning = '', regions: written, problems: noticed = [] }: Annotation,
  image: ImageSize,
): Omit<NewExplanation, 'imageSha256'> {
  const verdicts = new Set(words.flatMap((word) => verdictWords.get(word.trim().toLowerCase()) ?? []));
  const { regions, problems: odd } = placeRegions(written, { space: 'original', image }, (index) => ({
    box: `regions[${index}]`,
    mask: `regions[${index}].mask`,
  }));
  const problems: ParseProblem[] = [...noticed, ...odd];
  if (verdicts.size === 0 && regions.length === 0 && reasoning === '') {
    throw new RowRefused('', 'the annotation has neither a verdict nor a region nor words');
  }
  const [said = null, other] = verdicts;
  let verdict = other === undefined ? said : null;
  if (other !== undefined) problems.push({ code: 'several_verdicts', message: 'both verdicts are said' });
  else if (verdict === null && regions.length > 0) {
    verdict = 'generated';
    problems.push({
      code: 'verdict_by_regions',
      message: 'no verdict is said; what is marked says generated',
    });
  } else if (verdict === null) problems.push({ code: 'missing_verdict', message: 'there is no verdict' });
  return {
    explanation: {
      verdict,
      probability: probability ?? null,
      tags: words.filter((word) => !verdictWords.has(word.trim().toLowerCase())),
      reasoning,
      regions,
    },
    parseStatus: verdict === null ? 'failed' : 'ok',
    parseProblems: problems,
  };
}

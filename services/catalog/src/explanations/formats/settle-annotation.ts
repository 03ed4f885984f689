import type { NewExplanation } from '@fakexplain/database/explanations';
import type { ImageSize, ParseProblem, Verdict } from '@fakexplain/explanation';
import type { LabelNames } from '../../loaders/folder-labels.ts';
import { RowRefused } from '../../rows/refusal.ts';
import { statusOf } from '../clean-words.ts';
import { placeRegions } from '../place-regions.ts';
import type { AnnotatedRegion, Annotation } from './answer.ts';
import { soundsLikeVerdict, verdictOfLabel } from './verdict-words.ts';

export interface SettleSettings {
  /** What words mean beside those that are read, in lower case. */
  labels: LabelNames;
  /** Called for each word that may say a verdict and is not read, where the annotation says no other. */
  onUnread?: ((word: string) => void) | undefined;
}

/**
 * An annotation as an explanation. A label that is a verdict says it of the image: a place that is called real is no artifact,
 * so it is no region. Words of the whole image that are no verdict become tags beside one; without one they may be it, in
 * words that are not read, and so there is no verdict. Where nobody says any, an annotation that marks something says
 * `generated`, which is noted: that is a rule of ours.
 * @throws RowRefused where it says nothing at all, or both verdicts, or what it says does not fit the image
 */
export function settleAnnotation(
  { words, probability, reasoning = '', regions: written, problems: noticed = [] }: Annotation,
  image: ImageSize,
  { labels, onUnread }: SettleSettings,
): Omit<NewExplanation, 'imageSha256'> {
  const read = written.map((region) => readLabels(region, labels));
  const said = new Map<Verdict, string>();
  for (const word of [...words, ...written.flatMap((region) => region.labels ?? [])]) {
    const verdict = verdictOfLabel(word, labels);
    if (verdict && !said.has(verdict)) said.set(verdict, word);
  }
  const [verdict, other] = said.keys();
  if (other !== undefined) {
    throw new RowRefused(
      '',
      `the annotation says both verdicts: ${[...said.values()].map(quoted).join(' and ')}`,
    );
  }
  const tags = words.filter((word) => verdictOfLabel(word, labels) === undefined && word.trim() !== '');
  const unread =
    verdict === undefined ? [...new Set([...tags, ...read.flatMap(({ doubtful }) => doubtful)])] : [];
  for (const word of unread) onUnread?.(word);

  const marked = read.filter(({ isReal }) => !isReal).map(({ region }) => region);
  const { regions, problems: odd } = placeRegions(marked, { space: 'original', image }, (index) => {
    const field = marked[index]?.field ?? `regions[${index}]`;
    return { box: field, mask: `${field}.mask` };
  });
  const whole = [
    reasoning,
    ...written.flatMap(({ description }, index) => (read[index]?.isReal ? description : [])),
  ];
  const text = whole.filter((part) => part !== '').join(' ');
  if (verdict === undefined && regions.length === 0 && text === '') {
    const reason =
      unread.length > 0
        ? `the annotation says ${unread.map(quoted).join(' and ')}, of which it is not known whether it means real or generated; ${labelHint(unread)}`
        : 'the annotation has neither a verdict nor a region nor words';
    throw new RowRefused('', reason);
  }
  const settled = settleVerdict(verdict, unread, regions.length > 0);
  return {
    explanation: {
      verdict: settled.verdict,
      probability: probability ?? null,
      tags,
      reasoning: text,
      regions,
    },
    parseStatus: statusOf(settled.verdict, odd),
    parseProblems: [...noticed, ...odd, ...settled.problems],
  };
}

function settleVerdict(
  said: Verdict | undefined,
  unread: readonly string[],
  marks: boolean,
): { verdict: Verdict | null; problems: ParseProblem[] } {
  if (said !== undefined) return { verdict: said, problems: [] };
  const problem = (code: string, message: string): ParseProblem[] => [{ code, message }];
  if (unread.length > 0) {
    const message = `there is no verdict that is read: ${unread.map(quoted).join(', ')}`;
    return { verdict: null, problems: problem('unread_verdict', message) };
  }
  if (!marks) return { verdict: null, problems: problem('missing_verdict', 'there is no verdict') };
  return {
    verdict: 'generated',
    problems: problem('verdict_by_regions', 'no verdict is said; what is marked says generated'),
  };
}

/** A place with what describes it: its words, else its labels, of which those that are a verdict describe nothing. */
function readLabels(
  { labels: written = [], ...region }: AnnotatedRegion,
  labels: LabelNames,
): { region: AnnotatedRegion; isReal: boolean; doubtful: string[] } {
  const verdicts = written.map((label) => verdictOfLabel(label, labels));
  const names = written.filter((_, index) => verdicts[index] === undefined);
  return {
    region: { ...region, description: region.description || names.join(', ') },
    isReal: verdicts.includes('real'),
    doubtful: names.filter(soundsLikeVerdict),
  };
}

const quoted = (word: string) => `“${word}”`;

/** "say what it means with --label Unsure=real or --label Unsure=generated" */
export function labelHint(words: readonly string[]): string {
  const [word = ''] = words;
  const name = /^[\w.-]+$/.test(word) ? word : `"${word}"`;
  return `say what it means with --label ${name}=real or --label ${name}=generated`;
}

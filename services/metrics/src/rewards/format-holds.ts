import type { ParsedExplanation, ProblemCode, Verdict } from '@fakexplain/explanation';

type Parsed = Pick<ParsedExplanation, 'status' | 'problems'> & {
  explanation: Pick<ParsedExplanation['explanation'], 'verdict' | 'regions' | 'tags'>;
};

/** What is said again and again parses, but is not the form: a model that falls into a loop must not be rewarded for it. */
const repetitions: ReadonlySet<string> = new Set<ProblemCode>([
  'repeated_region',
  'repeated_tag',
  'repeated_text',
  'repeated_think',
  'repeated_verdict',
]);

const repeats = ({ problems }: Parsed) => problems.some(({ code }) => repetitions.has(code));

/**
 * R_F of the paper: think, tag and verdict, boxes and descriptions all parse. That is the parser's status `ok`, a tag
 * wherever the verdict is `generated`, which the parser does not insist on, and nothing said twice.
 */
export const formatHolds = (parsed: Parsed): boolean =>
  parsed.status === 'ok' &&
  !repeats(parsed) &&
  (parsed.explanation.verdict !== 'generated' || parsed.explanation.tags.length > 0);

/** What breaks the frame of think and verdict, whatever stands in it. */
const frameProblems: ReadonlySet<string> = new Set<ProblemCode>([
  'missing_verdict',
  'unknown_verdict',
  'several_verdicts',
  'missing_think',
  'text_outside_think',
  'text_after_verdict',
]);

/**
 * The format of the authors' code, which depends on what the image is: a generated image asks for think, verdict, tag and
 * at least one region, whatever the verdict says; a real one for think and verdict alone, whatever stands in them. Nothing
 * may be said twice in either.
 */
export function stageFormatHolds(parsed: Parsed, label: Verdict): boolean {
  if (repeats(parsed)) return false;
  if (label === 'real') return !parsed.problems.some(({ code }) => frameProblems.has(code));
  const { regions, tags } = parsed.explanation;
  return parsed.status === 'ok' && regions.length > 0 && tags.length > 0;
}

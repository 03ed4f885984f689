import type { ParsedExplanation, ProblemCode, Verdict } from '@fakexplain/explanation';

type Parsed = Pick<ParsedExplanation, 'status' | 'problems'> & {
  explanation: Pick<ParsedExplanation['explanation'], 'verdict' | 'regions' | 'tags'>;
};

/**
 * R_F of the paper: think, tag and verdict, boxes and descriptions all parse. That is the parser's status `ok`, and a
 * tag wherever the verdict is `generated`, which the parser does not insist on.
 */
export const formatHolds = ({ status, explanation }: Parsed): boolean =>
  status === 'ok' && (explanation.verdict !== 'generated' || explanation.tags.length > 0);

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
 * at least one region, whatever the verdict says; a real one for think and verdict alone, whatever stands in them.
 */
export function stageFormatHolds(parsed: Parsed, label: Verdict): boolean {
  if (label === 'real') return !parsed.problems.some(({ code }) => frameProblems.has(code));
  const { regions, tags } = parsed.explanation;
  return parsed.status === 'ok' && regions.length > 0 && tags.length > 0;
}

import type { Verdict } from '@fakexplain/explanation';
import type { PredictionProblem } from '../problems.ts';

export interface FakeShieldAnswer {
  verdict: Verdict | null;
  /** What is said of where the picture was tampered with. */
  area: string;
  /** What that judgement rests on; empty where the answer has no such part. */
  basis: string;
  problems: PredictionProblem[];
}

const heading =
  /^\s*1\s*[.)]\s*(?:whether the picture has been tampered with)?[\s/]*(?:description of (?:the )?tampered area)?\s*:\s*/i;
const basisHeading = /(?:^|\n)\s*2\s*[.)]\s*judg(?:e?)ment basis\s*:?\s*/i;

/**
 * Reads an answer of FakeShield's DTE-FDM. The verdict is that of its own code: `real` where the answer contains
 * "has not been tampered with", else `generated`; that it has no phrase of a verdict at all is noted. Silence is no
 * verdict.
 */
export function readFakeShieldAnswer(text: string): FakeShieldAnswer {
  const basisAt = basisHeading.exec(text);
  const area = (basisAt ? text.slice(0, basisAt.index) : text).replace(heading, '');
  const basis = basisAt ? text.slice(basisAt.index + basisAt[0].length) : '';
  const parts = { area: fold(area), basis: fold(basis) };
  if (text.trim() === '') {
    const message = 'the answer is empty';
    return { ...parts, verdict: null, problems: [{ code: 'missing_verdict', message }] };
  }
  if (text.includes('has not been tampered with')) return { ...parts, verdict: 'real', problems: [] };
  const problems: PredictionProblem[] = [];
  // The heading of the answer asks whether it has been.
  if (!`${area}${basis}`.includes('has been tampered with')) {
    const message = 'the answer says neither "has been tampered with" nor "has not been tampered with"';
    problems.push({ code: 'verdict_by_default', message });
  }
  return { ...parts, verdict: 'generated', problems };
}

const fold = (text: string) => text.replaceAll(/\s+/g, ' ').trim();

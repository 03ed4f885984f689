import type { inference, ProblemDocument, ShownExplanation } from '@fakexplain/contract';
import { labelWords } from '#lib/words/values.ts';

/** One model at one image, as far as it is. */
export interface Trial {
  model: inference.TriableModel;
  phase: 'asking' | 'writing' | 'answered' | 'refused' | 'stopped';
  /** What can be read so far. */
  explanation: ShownExplanation;
  /** What the model wrote so far, in its own words. */
  text: string;
  answer: inference.TrialAnswer | null;
  problem: Pick<ProblemDocument, 'type' | 'title' | 'detail'> | null;
}

export const beginTrial = (model: inference.TriableModel): Trial => ({
  model,
  phase: 'asking',
  explanation: { verdict: null, tags: [], reasoning: '', regions: [] },
  text: '',
  answer: null,
  problem: null,
});

/** What happens next in a trial. */
export type Step =
  | { event: 'text'; data: inference.TrialText }
  | { event: 'answer'; data: inference.TrialAnswer }
  | { event: 'problem'; data: NonNullable<Trial['problem']> };

/** The trial after a step. */
export function advance(trial: Trial, { event, data }: Step): Trial {
  if (event === 'problem') return { ...trial, phase: 'refused', problem: data };
  const { explanation } = data;
  if (event === 'text') return { ...trial, phase: 'writing', explanation, text: trial.text + data.text };
  return { ...trial, phase: 'answered', explanation, text: data.text ?? trial.text, answer: data };
}

/** How a trial ends whose stream ends without an answer. */
export const brokenOff: Step = {
  event: 'problem',
  data: {
    type: '/problems/model-failed',
    title: 'The model gave no answer',
    detail: 'The connection broke off before the answer was whole. Try again.',
  },
};

export const isOver = ({ phase }: Trial): boolean => phase !== 'asking' && phase !== 'writing';

/** What a trial came to, in a sentence to be read out; null while it is going on. */
export function outcomeWords({ model, phase, explanation, answer, problem }: Trial): string | null {
  if (phase === 'refused') return `${model.name} gave no answer: ${problem?.detail ?? problem?.title ?? ''}`;
  if (phase !== 'answered') return null;
  const { length } = explanation.regions;
  const said = explanation.verdict ? `says ${labelWords[explanation.verdict]}` : 'gives no verdict';
  const cut = answer?.truncated ? '; its answer broke off' : '';
  return `${model.name} ${said} and marks ${length === 1 ? '1 region' : `${length || 'no'} regions`}${cut}.`;
}

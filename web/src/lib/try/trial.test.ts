import type { inference } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { advance, beginTrial, brokenOff, isOver, outcomeWords, type Step } from './trial.ts';

const model = { slug: 'tiny', name: 'Tiny', task: 'explain' as const, demo: true };
const nothing = { verdict: null, tags: [], reasoning: '', regions: [] };
const region = (x: number) => ({
  box: [x, 0, x + 1, 1] as [number, number, number, number],
  description: 'odd',
});
const answer: inference.TrialAnswer = {
  width: 10,
  height: 10,
  explanation: {
    verdict: 'generated',
    tags: [],
    reasoning: '',
    regions: [region(1), region(2)],
    probability: null,
  },
  text: 'all of it',
  status: 'ok',
  problems: [],
  truncated: false,
  tokens: 3,
  seconds: 1,
};
const run = (...steps: Step[]) => steps.reduce(advance, beginTrial(model));
const wrote = (text: string, regions: (typeof answer)['explanation']['regions'] = []): Step => ({
  event: 'text',
  data: { text, explanation: { ...nothing, regions } },
});

test('what is written adds up, and what can be read of it is the newest', () => {
  const trial = run(wrote('Looks '), wrote('odd', [region(1)]));
  expect(trial).toMatchObject({
    phase: 'writing',
    text: 'Looks odd',
    explanation: { regions: [region(1)] },
  });
  expect(isOver(trial)).toBe(false);
  expect(outcomeWords(trial)).toBeNull();
});

test('the answer stands for all that came before it', () => {
  const trial = run(wrote('all of'), { event: 'answer', data: answer });
  expect(trial).toMatchObject({
    phase: 'answered',
    text: 'all of it',
    explanation: { verdict: 'generated' },
    answer,
  });
  expect(outcomeWords(trial)).toBe('Tiny says generated and marks 2 regions.');
});

test('an answer without a verdict, broken off, is said to be that', () => {
  const explanation = { ...answer.explanation, verdict: null, regions: [] };
  const trial = run({ event: 'answer', data: { ...answer, explanation, truncated: true } });
  expect(outcomeWords(trial)).toBe('Tiny gives no verdict and marks no regions; its answer broke off.');
});

test('a stream that ends too early leaves what was written, and says that it is not whole', () => {
  const trial = run(wrote('Looks'), brokenOff);
  expect(trial).toMatchObject({ phase: 'refused', text: 'Looks', answer: null });
  expect(isOver(trial)).toBe(true);
  expect(outcomeWords(trial)).toContain('Tiny gave no answer: The connection broke off');
});

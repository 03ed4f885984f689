import { expect, test } from 'vitest';
import { boardAddress, boardQuery } from './board-address.ts';

const board = {
  study: { slug: 'demo', questions: ['overall', 'where'] as const },
  question: 'overall' as const,
  slice: { kind: 'all' as const, value: '' },
  exclusions: { applied: false, raters: 0, votes: 0 },
  stamp: { past: false, sequence: 470 },
};
const of = (over: Partial<Parameters<typeof boardAddress>[0]> = {}) => ({
  ...board,
  study: { ...board.study, questions: [...board.study.questions] },
  ...over,
});

test('the address of a leaderboard says what is not usual, and keeps it', () => {
  expect(boardAddress(of(), {})).toBe('/studies/demo');
  const past = of({ stamp: { past: true, sequence: 470 } });
  expect(boardAddress(of(), { past: true })).toBe('/studies/demo?at=470');
  expect(boardAddress(past, { question: 'where' })).toBe('/studies/demo?question=where&at=470');
  expect(boardAddress(past, { past: false })).toBe('/studies/demo');
  expect(boardAddress(of(), { question: 'where' })).toBe('/studies/demo?question=where');
  const sliced = of({
    question: 'where',
    slice: { kind: 'category', value: 'GAN & co' },
    exclusions: { applied: true, raters: 1, votes: 2 },
  });
  expect(boardQuery(sliced)).toBe('question=where&slice=category%3AGAN+%26+co&exclusions=apply');
  expect(boardAddress(sliced, { question: 'overall', withoutExcluded: false })).toBe(
    '/studies/demo?slice=category%3AGAN+%26+co',
  );
});

import { describe, expect, test } from 'vitest';
import {
  asksMore,
  firstOpen,
  isComplete,
  nothingSaid,
  pressed,
  rowBefore,
  rowsOf,
  withAnswer,
  type Asked,
  type Place,
} from './answer-rows.ts';

const all: Asked = { questions: ['overall', 'where', 'why'], strength: true, reliance: true };
const start: Place = { said: nothingSaid, row: 'choice' };
const names = (asked: Asked, said = nothingSaid) => rowsOf(asked, said).map(({ name }) => name);

test('a study with one question takes one press', () => {
  expect(asksMore({ questions: ['overall'], strength: false, reliance: false })).toBe(false);
  expect(asksMore({ questions: ['overall', 'why'], strength: false, reliance: false })).toBe(true);
  expect(asksMore({ questions: ['why'], strength: true, reliance: false })).toBe(true);
});

test('how strong is asked of a side alone, and without scripts always', () => {
  expect(names(all)).toEqual(['choice', 'answers.where', 'answers.why', 'verdictAfter']);
  const left = withAnswer(nothingSaid, 'choice', 'left');
  expect(names(all, left)).toEqual(['choice', 'strength', 'answers.where', 'answers.why', 'verdictAfter']);
  expect(rowsOf(all, nothingSaid, true).map(({ name }) => name)).toContain('strength');
  // It is of the side that was meant.
  const much = withAnswer(left, 'strength', 'much');
  expect(withAnswer(much, 'choice', 'right').strength).toBeNull();
  expect(withAnswer(much, 'choice', 'left').strength).toBe('much');
});

describe('by keys', () => {
  test('a ballot is answered row by row', () => {
    let place = pressed(all, start, 'right', false);
    expect(place).toMatchObject({ row: 'choice', said: { choice: 'right', strength: 'slight' } });
    place = pressed(all, place, 'right', false);
    expect(place.said.strength).toBe('clear');
    place = { ...place, row: firstOpen(all, place.said) ?? 'choice' };
    expect(place.row).toBe('answers.where');
    for (const choice of ['left', 'tie', 'neither'] as const) place = pressed(all, place, choice, false);
    expect(place.said).toEqual({
      choice: 'right',
      strength: 'clear',
      answers: { where: 'left', why: 'tie' },
      verdictAfter: 'cannot-tell',
    });
    expect(isComplete(all, place.said)).toBe(true);
  });

  test('Shift says much at once and goes on; the same key says a step more, to much', () => {
    expect(pressed(all, start, 'left', true)).toMatchObject({
      row: 'answers.where',
      said: { choice: 'left', strength: 'much' },
    });
    let place = start;
    const steps = [0, 1, 2, 3].map(() => (place = pressed(all, place, 'left', false)).said.strength);
    expect(steps).toEqual(['slight', 'clear', 'much', 'much']);
    expect(pressed(all, place, 'right', false).said).toMatchObject({ choice: 'right', strength: 'slight' });
    expect(pressed(all, place, 'tie', false)).toMatchObject({
      row: 'answers.where',
      said: { choice: 'tie', strength: null },
    });
  });

  test('one goes back a row', () => {
    const place = pressed(all, start, 'left', true);
    expect(rowBefore(all, place)).toBe('strength');
    expect(rowBefore(all, { ...place, row: 'choice' })).toBe('choice');
    expect(pressed(all, { ...place, row: 'strength' }, 'left', false).said.strength).toBe('clear');
  });
});

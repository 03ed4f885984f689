import { expect, test } from 'vitest';
import { firstVisible, letters } from './case-layers.ts';

const layer = (key: string, marks: boolean) => ({
  key,
  label: key,
  colour: 'red',
  dash: 'none',
  regions: marks ? [{ box: [0, 0, 1, 1] as [number, number, number, number], description: '' }] : [],
});

test('letters go on after Z', () => {
  expect([0, 25, 26, 27, 51, 52, 701, 702].map(letters)).toEqual([
    'A',
    'Z',
    'AA',
    'AB',
    'AZ',
    'BA',
    'ZZ',
    'AAA',
  ]);
});

test('drawn at first: what the address asks for, else all while they are few, else the first that marks anything', () => {
  const layers = [layer('A', false), layer('B', true), layer('C', true), layer('D', true)];
  expect(firstVisible(layers, ['D', 'nonsense'])).toEqual(['D']);
  expect(firstVisible(layers, ['nonsense'])).toEqual(['B']);
  expect(firstVisible(layers.slice(0, 3), [])).toEqual(['B', 'C']);
  expect(firstVisible([], [])).toEqual([]);
});

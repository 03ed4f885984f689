import { expect, test } from 'vitest';
import { parseStart } from './parse-start.ts';

test('a model, a dataset and flags', () => {
  expect(parseStart(['legion', 'demo'])).toEqual({
    run: { model: 'legion', dataset: 'demo', decoding: {} },
    watch: false,
  });
  const words = 'legion demo --fold 2 --limit=50 --title second --seed 7 --temperature 0.5 --watch'.split(
    ' ',
  );
  expect(parseStart(words)).toEqual({
    run: {
      model: 'legion',
      dataset: 'demo',
      fold: 2,
      limit: 50,
      title: 'second',
      decoding: { seed: 7, temperature: 0.5 },
    },
    watch: true,
  });
});

test.each([
  ['no dataset', ['legion'], /model and a dataset/],
  ['a word too many', ['a', 'b', 'c'], /nothing more/],
  ['a fold that is none', ['a', 'b', '--fold', '4'], /fold/],
  ['a limit in words', ['a', 'b', '--limit', 'ten'], /ten is no number/],
  ['an empty limit', ['a', 'b', '--limit', ''], /is no number/],
  ['an unknown flag', ['a', 'b', '--folds', '1'], /--folds/],
  ['a slug that is none', ['A B', 'b'], /hyphens/],
])('%s is refused', (_, words, message) => expect(() => parseStart(words)).toThrow(message));

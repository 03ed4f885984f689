import { inference } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { parse } from '../../testing/parse.ts';

/** What the service is asked for: what is not said is left out. */
async function asked(words: string) {
  const found = z
    .object({ run: z.unknown(), watch: z.boolean() })
    .parse(await parse(['run', 'start', ...words.split(' ')]));
  const sent: unknown = JSON.parse(JSON.stringify(found.run));
  return { run: inference.newRunSchema.parse(sent), watch: found.watch };
}

test('a model, a dataset and flags', async () => {
  expect(await asked('legion demo')).toEqual({
    run: { model: 'legion', dataset: 'demo', decoding: {} },
    watch: false,
  });
  expect(
    await asked('legion demo --fold 2 --limit=50 --title second --seed 7 --temperature 0.5 --watch'),
  ).toEqual({
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
  ['no dataset', ['legion'], /missing required argument 'dataset'/],
  ['a word too many', ['a', 'b', 'c'], /too many arguments/],
  ['a fold that is none', ['a', 'b', '--fold', '4'], /fold/],
  ['a limit in words', ['a', 'b', '--limit', 'ten'], /'ten' is invalid\. It is not a number/],
  ['an empty limit', ['a', 'b', '--limit', ''], /It is not a number/],
  ['an unknown flag', ['a', 'b', '--folds', '1'], /--folds/],
  ['a slug that is none', ['A B', 'b'], /hyphens/],
])('%s is refused', async (_, words, message) => {
  await expect(parse(['run', 'start', ...words])).rejects.toThrow(message);
});

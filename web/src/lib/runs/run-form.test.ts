import { inference } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { newRunFrom } from './run-form.ts';

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [key, value] of Object.entries(fields)) data.append(key, value);
  return data;
}

test('empty fields are left out, so that the manifest’s decoding holds', () => {
  const run = newRunFrom(
    form({ dataset: 'demo', title: ' ', fold: '', limit: '', max_tokens: '', seed: '' }),
    'tiny',
  );
  expect(run).toEqual({ model: 'tiny', dataset: 'demo', decoding: {} });
  expect(inference.newRunSchema.safeParse(run).success).toBe(true);
});

test('what is typed goes into the request', () => {
  const fields = {
    dataset: 'demo',
    title: ' Second try ',
    fold: '0',
    limit: '50',
    max_tokens: '256',
    temperature: '0.7',
    top_p: '0.9',
    seed: '3',
  };
  expect(inference.newRunSchema.parse(newRunFrom(form(fields), 'tiny'))).toEqual({
    model: 'tiny',
    dataset: 'demo',
    title: 'Second try',
    fold: 0,
    limit: 50,
    decoding: { maxTokens: 256, temperature: 0.7, topP: 0.9, seed: 3 },
  });
});

test('nonsense in a number is left for the service to refuse', () => {
  const run = newRunFrom(form({ dataset: 'demo', limit: 'all' }), 'tiny');
  const refused = inference.newRunSchema.safeParse(JSON.parse(JSON.stringify(run)));
  expect(refused.error?.issues[0]?.path).toEqual(['limit']);
});

import { catalog } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { settingsFrom, typedFrom } from './import-form.ts';

const source = { slug: 'npr', name: 'NPR', kind: 'model' } as const;
const cases: catalog.NewImportSettings[] = [
  {
    form: 'folder',
    dataset: 'a',
    labels: { photo: 'real', 'a=b': 'generated' },
    generators: true,
    source: 'here',
  },
  { form: 'manifest', dataset: 'a', kind: 'ood', title: 'A', rows: 'in/list.csv', licence: 'CC0' },
  { form: 'parquet', dataset: 'a', columns: { image: 'picture', generator: 'model' }, language: 'en' },
  { form: 'fakexplained', dataset: 'a' },
  { form: 'explanations', dataset: 'a', source, reference: true, grammar: 'plain', space: 'norm-1' },
  { form: 'explanations', dataset: 'a' },
  { form: 'scores', dataset: 'a', source, threshold: 0.3, positive: 'real', column: 'p', root: '/data' },
  { form: 'fakevlm', dataset: 'a', source: { slug: 'b' } },
  { form: 'masks', dataset: 'a', source, scaleMasks: true, verdictArea: null },
  { form: 'masks', dataset: 'a', source, verdictArea: 0.25 },
];

test.each(cases)('the form gives the settings %j, and back', (written) => {
  const settings = catalog.importSettingsSchema.parse(written);
  const form = new FormData();
  for (const [key, value] of Object.entries(typedFrom(settings))) form.set(key, String(value));
  expect(catalog.importSettingsSchema.parse(settingsFrom(form))).toEqual(settings);
});

test('a line without a meaning is refused by the service, not dropped', () => {
  const form = new FormData();
  for (const [key, value] of Object.entries({ form: 'folder', dataset: 'a', labels: 'photo' }))
    form.set(key, value);
  expect(catalog.importSettingsSchema.safeParse(settingsFrom(form)).success).toBe(false);
});

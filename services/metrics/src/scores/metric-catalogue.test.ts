import { expect, test } from 'vitest';
import { metricCatalogue } from './metric-catalogue.ts';

test('every metric is described, and none under the signature or name of another', () => {
  expect(new Set(metricCatalogue.map(({ signature }) => signature)).size).toBe(metricCatalogue.length);
  const names = metricCatalogue.map(({ metric, variant }) => `${metric} ${variant}`);
  expect(new Set(names).size).toBe(names.length);
  const titles = metricCatalogue.map(({ title }) => title);
  expect(new Set(titles).size).toBe(titles.length);
  for (const { metric, title, definition } of metricCatalogue) {
    expect(title).not.toBe(metric);
    expect(definition).not.toBe('');
  }
});

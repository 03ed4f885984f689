import { encodeMask, runsFromBox, type Box } from '@fakexplain/explanation';
import { addDataset, addRun, type Said } from '@fakexplain/fixtures/catalog';
import { expect, test } from 'vitest';
import { useMetrics } from '../testing/use-metrics.ts';
import { readBack } from './read-back.ts';

const suite = useMetrics();

test('what was understood of a run is counted, and what it marks comes first', async () => {
  const { owner, db } = suite();
  const box: Box = [1, 2, 30, 20];
  const mask = encodeMask(runsFromBox(box, { width: 100, height: 100 }));
  const settings = { resize: { maxPixels: 1_003_520 } };
  const raw = { text: 'said', grammar: 'qwen2.5-vl', space: 'qwen-smart-resized', settings } as const;
  const regions = [
    { box, description: 'odd' },
    { box, description: 'masked', mask },
  ];
  const says: Record<string, Said> = {
    a: { verdict: 'real', raw },
    b: { verdict: 'real', raw },
    c: { verdict: 'generated', regions },
    d: { verdict: 'generated', regions: regions.slice(0, 1), raw: { text: 'in words of its own' } },
  };
  const labels = Object.keys(says).map((name) => [name, { label: 'generated' as const }]);
  const datasetId = await addDataset(owner, 'read-back', Object.fromEntries(labels));
  const run = await addRun(owner, { source: 'model', datasetId }, says);
  const read = await readBack(db, run, 'public');
  expect(read).toMatchObject({ regions: 3, masks: 1 });
  expect(read.first.map(({ path }) => path)).toEqual(['c', 'd', 'a']);
  const none = { grammar: null, coordinateSpace: null, readingSettings: null, explanations: 1 };
  const { grammar, space: coordinateSpace } = raw;
  expect(read.texts[0]).toEqual({
    written: 'text',
    grammar,
    coordinateSpace,
    readingSettings: settings,
    explanations: 2,
  });
  expect(read.texts).toHaveLength(3);
  expect(read.texts).toEqual(
    expect.arrayContaining([
      { ...none, written: 'text' },
      { ...none, written: 'structured' },
    ]),
  );
});

test('a run that says nothing yet has nothing to read back', async () => {
  const { owner, db } = suite();
  const datasetId = await addDataset(owner, 'silent', { a: { label: 'real' } });
  const run = await addRun(owner, { source: 'silent', datasetId }, {});
  expect(await readBack(db, run, 'public')).toEqual({ regions: 0, masks: 0, texts: [], first: [] });
});

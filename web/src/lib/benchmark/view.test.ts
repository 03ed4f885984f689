import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseBenchmarkSlice, parseView, viewQuery, type BenchmarkView } from './view.ts';

const name = fc.string({ maxLength: 40 });
const slice = fc.oneof(
  fc.constant({ kind: 'all' as const, value: '' }),
  fc.record({
    kind: fc.constantFrom('label' as const, 'category' as const, 'generator' as const, 'fold' as const),
    value: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
  }),
);
const view: fc.Arbitrary<BenchmarkView> = fc.record({
  metric: name,
  slice,
  dataset: name,
  sort: name,
  reverse: fc.boolean(),
});

test('an address holds the whole view', () => {
  fc.assert(
    fc.property(view, (view) => {
      expect(parseView(new URLSearchParams(viewQuery(view)))).toEqual(view);
    }),
  );
});

test('the usual view has no query', () => {
  expect(parseView(new URLSearchParams())).toEqual({
    metric: '',
    slice: { kind: 'all', value: '' },
    dataset: '',
    sort: '',
    reverse: false,
  });
  expect(
    viewQuery({ metric: '', slice: { kind: 'all', value: '' }, dataset: '', sort: '', reverse: false }),
  ).toBe('');
});

test('what is not a slice is refused', () => {
  for (const text of ['category', 'category:', 'colour:red', `label:${'x'.repeat(201)}`])
    expect(parseBenchmarkSlice(text)).toBeNull();
});

import { expect, test } from 'vitest';
import { graphBackendSchema } from './settings.ts';

const least = { kind: 'graph', file: 'a.onnx', output: { probability: { as: 'sigmoid' } } };

/** What is said about settings, with where. */
const problems = (settings: object): string[] =>
  graphBackendSchema
    .safeParse({ ...least, ...settings })
    .error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

test('the least that is needed has defaults for the rest', () => {
  expect(graphBackendSchema.parse(least)).toEqual({
    kind: 'graph',
    file: 'a.onnx',
    providers: ['cpu'],
    input: { layout: 'nchw', channels: 'rgb' },
    preprocess: [],
    output: { probability: { as: 'sigmoid', index: 0, of: 'generated' } },
    batch: 8,
    stuckAfter: 120,
  });
});

test.each([
  [{ output: {} }, 'output: needs `probability`, `mask` or both'],
  [
    { preprocess: [{ do: 'rescale' }, { do: 'centre-crop', size: [224, 224] }] },
    'preprocess.1: `centre-crop` moves pixels and must come before `rescale`',
  ],
  [
    { output: { mask: { as: 'classes' } } },
    'output.mask.resample: numbers of classes cannot be interpolated: use `nearest`',
  ],
  [{ preprocess: [{ do: 'resize', size: [0, 5], resample: 'box' }] }, 'preprocess.0.size.0: '],
  [{ preprocess: [{ do: 'normalise', mean: [0, 0, 0], std: [1, 0, 1] }] }, 'preprocess.0.std.1: '],
  [{ preprocess: [{ do: 'blur' }] }, 'preprocess.0.do: '],
  [{ sha256: 'ABC' }, 'sha256: '],
])('what is wrong is said with its place: %j', (settings, expected) => {
  expect(problems(settings)).toEqual([expect.stringContaining(expected)]);
});

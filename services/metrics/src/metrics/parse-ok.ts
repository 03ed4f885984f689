import type { ParseMetric } from './metric.ts';

export const parseOkMetric: ParseMetric = {
  kind: 'parsing',
  signature: { metric: 'parse_ok', variant: 'default', settings: [], averaging: 'micro', version: 1 },
  title: 'Parsed fully',
  definition: 'Share of outputs in which everything parsed; neither partial nor failed counts.',
  better: 'higher',
  needs: [],
  measure: ({ ok, outputs }) =>
    outputs > 0
      ? { value: ok / outputs, n: outputs, reason: null }
      : { value: null, n: outputs, reason: 'there are no outputs' },
};

import type { ParseStatus } from '@fakexplain/explanation';
import type { MetricSignature } from '../signature.ts';
import type { Measured } from './detection-metrics.ts';

/** Number of outputs by how parsing went. */
export type ParseCounts = Readonly<Record<ParseStatus, number>>;

export const parseShareSignature: MetricSignature = {
  metric: 'parse_ok',
  variant: 'default',
  settings: [],
  averaging: 'micro',
  version: 1,
};

/** Share of outputs that parse fully, 0–1; neither `partial` nor `failed` counts. */
export function parseShare({ ok, partial, failed }: ParseCounts): Measured {
  const n = ok + partial + failed;
  return n > 0 ? { value: ok / n, n, reason: null } : { value: null, n, reason: 'there are no outputs' };
}

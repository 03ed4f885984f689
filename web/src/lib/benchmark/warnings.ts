import type { metrics } from '@fakexplain/contract';

const aboutRegions = /^(IoU is undefined|no reference regions)\b/;

/** What matters to who reads this metric: that regions cannot be compared, beside an IoU alone. */
export const warningsFor = (
  warnings: readonly string[],
  { metric }: Pick<metrics.Metric, 'metric'>,
): string[] => warnings.filter((warning) => metric.startsWith('iou_') || !aboutRegions.test(warning));

import type { metrics } from '@fakexplain/contract';
import { iouUnionMetric } from '../metrics/iou-union.ts';
import { keyOf } from '../metrics/metric.ts';
import { valueIn } from '../metrics/registry.ts';
import type { ScoredPair } from './read-pairs.ts';

type Disagreement = metrics.Comparison['disagreements'][number];

const most = 48;
const iou = keyOf(iouUnionMetric);

/** Keeps the images on which two runs differ most: first by verdict, then by IoU; those alike by path. */
export function disagreements() {
  let kept: { by: number; image: Disagreement }[] = [];
  const cut = () => {
    kept = kept.toSorted((x, y) => y.by - x.by || (x.image.path < y.image.path ? -1 : 1)).slice(0, most);
  };
  return {
    add({ sha256, path, a, b }: ScoredPair) {
      const [iouA, iouB] = [valueIn(a.entries, iou), valueIn(b.entries, iou)];
      const apart = iouA === null || iouB === null ? 0 : Math.abs(iouA - iouB);
      const by = (a.verdict === b.verdict ? 0 : 1) + apart;
      if (by === 0) return;
      const image = { sha256, path, label: a.label, verdictA: a.verdict, verdictB: b.verdict, iouA, iouB };
      kept.push({ by, image });
      if (kept.length > 20 * most) cut();
    },
    greatest(): Disagreement[] {
      cut();
      return kept.map(({ image }) => image);
    },
  };
}

import type { metrics } from '@fakexplain/contract';
import { polaritySuspicions, type VerdictCounts } from '../kernels/detection/index.ts';
import { metricCatalogue } from '../metric-catalogue.ts';

/** What a reader of a run's values has to know, in words. `values` are those of the slice that is shown. */
export function warningsOf(run: metrics.Run, values: readonly metrics.Measured[]): string[] {
  const warnings: string[] = [];
  const { explanations, images, scored, dataset } = run;
  if (explanations < images) {
    warnings.push(`covers ${explanations} of the dataset’s ${images} images; the others count nowhere`);
  }
  if (scored < explanations) warnings.push(`${explanations - scored} explanations are still to be scored`);
  const find = finder(values);
  warnings.push(
    ...polaritySuspicions(countsOf(find), find('auroc')?.value ?? null).map(
      (suspicion) => `polarity suspect: ${suspicion}`,
    ),
  );
  if (find('acc_fake') && !find('acc_real')) {
    warnings.push('generated images only: recall, and no accuracy or AUROC, can be told');
  }
  if (dataset.localisation === 'whole_image') {
    warnings.push('IoU is undefined: this dataset’s regions mean the whole image');
  } else if (find('acc_fake') && !find('iou_union')) {
    warnings.push('no reference regions to hold its regions against');
  }
  return warnings;
}

type Find = (metric: string) => metrics.Measured | undefined;

function finder(values: readonly metrics.Measured[]): Find {
  const bySignature = new Map(values.map((value) => [value.signature, value]));
  return (metric) => {
    const described = metricCatalogue.find((each) => each.metric === metric && each.variant === 'default');
    return described && bySignature.get(described.signature);
  };
}

/** The confusion matrix that the accuracy family of a slice was computed from. */
function countsOf(find: Find): VerdictCounts {
  const count = (metric: string) => {
    const found = find(metric);
    return found ? Math.round(found.n * found.value) : 0;
  };
  const size = (metric: string) => find(metric)?.n ?? 0;
  const realAsReal = count('acc_real');
  const generatedAsGenerated = count('acc_fake');
  const realAsGenerated = size('precision') - count('precision');
  const generatedAsReal = Math.max(
    0,
    size('acc_parsed') - realAsReal - realAsGenerated - generatedAsGenerated,
  );
  return {
    realAsReal,
    realAsGenerated,
    realUnparsed: size('acc_real') - realAsReal - realAsGenerated,
    generatedAsReal,
    generatedAsGenerated,
    generatedUnparsed: size('acc_fake') - generatedAsReal - generatedAsGenerated,
  };
}

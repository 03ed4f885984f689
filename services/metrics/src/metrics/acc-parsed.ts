import { readWithVerdicts, share, verdictMetric } from './detection/set-metric.ts';
import { parsedImages, type VerdictCounts } from './detection/verdict-counts.ts';

/** Right verdicts / outputs with a verdict, 0–1; `null` where no output has one. */
export const accuracyAmongParsed = (counts: VerdictCounts): number | null =>
  share(counts.realAsReal + counts.generatedAsGenerated, parsedImages(counts));

export const accParsedMetric = verdictMetric({
  slug: 'acc_parsed',
  version: 1,
  settings: [['unparsed', 'left-out']],
  title: 'Accuracy among parsed',
  definition:
    'Right verdicts / outputs with a verdict. Flatters whoever parses seldom: see the coverage beside it.',
  needs: ['real_images', 'generated_images'],
  value: accuracyAmongParsed,
  over: parsedImages,
  readWith: readWithVerdicts,
});

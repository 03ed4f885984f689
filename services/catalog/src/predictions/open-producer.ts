import type { Verdict } from '@fakexplain/explanation';
import { expectFormat } from '../formats/expect-format.ts';
import { readNames } from '../formats/names.ts';
import { requireFile, requireFolder } from '../rows/require-file.ts';
import type { ImageMatcher } from './match-images.ts';
import type { Predictions } from './prediction.ts';
import { readFakeShield } from './producers/fakeshield.ts';
import { readFakeVlm } from './producers/fakevlm.ts';
import { readLegion } from './producers/legion.ts';
import { readMasks } from './producers/masks.ts';
import { readMllmDefake } from './producers/mllm-defake.ts';
import { readScoredMasks, type ScoredMasksLayout } from './producers/scored-masks.ts';
import { readScores } from './producers/scores.ts';
import type { MaskFrame, MaskSettings } from './read-mask.ts';
import { readVerdicts } from './read-verdicts.ts';

/** Whose output a file or folder is, and how it is to be taken. */
export type Producer =
  | { format: 'legion'; mask: MaskSettings; verdicts?: string | undefined }
  | { format: 'fakeshield'; mask: MaskSettings; masks?: string | undefined }
  | { format: 'fakevlm' }
  | {
      format: 'scores';
      positive: Verdict;
      threshold: number;
      column?: string | undefined;
      names?: string | undefined;
    }
  | {
      format: ScoredMasksLayout;
      mask: MaskSettings;
      verdictThreshold: number;
      frame?: MaskFrame | undefined;
    }
  | { format: 'masks'; mask: MaskSettings; verdictArea: number | null; verdicts?: string | undefined }
  | { format: 'mllm-defake' };

/** What a file of each format may look like; lists of images often have a score besides. */
const accepted = {
  // Its first version called the answer as our own form does.
  fakeshield: ['fakeshield', 'explanations'],
  fakevlm: ['fakevlm'],
  scores: ['scores', 'deepsafe', 'manifest', 'explanations'],
  'mllm-defake': ['mllm-defake'],
} as const;

/** @throws ImportRefused where the output, or a file that goes with it, is not there or of another form */
export async function openProducer(
  file: string,
  producer: Producer,
  matcher: ImageMatcher,
): Promise<Predictions> {
  const { format } = producer;
  if (format === 'legion' || format === 'masks' || format === 'imdlbenco' || format === 'ddl') {
    await requireFolder(file);
  } else {
    await requireFile(file);
    const lines = format === 'fakeshield' || /\.jsonl?$/i.test(file);
    await expectFormat(file, [...accepted[format]], { lines: lines && format !== 'fakevlm' });
  }
  switch (producer.format) {
    case 'legion':
    case 'masks': {
      const verdicts = await verdictsFrom(producer.verdicts, matcher);
      const settings = { ...producer, ...producer.mask, verdictOf: verdicts.verdictOf };
      const predictions =
        settings.format === 'legion' ? await readLegion(file, settings) : await readMasks(file, settings);
      return { ...predictions, notes: () => [...verdicts.notes, ...(predictions.notes?.() ?? [])] };
    }
    case 'fakeshield':
      return readFakeShield(file, { ...producer.mask, masks: producer.masks });
    case 'fakevlm':
      return readFakeVlm(file);
    case 'scores':
      return readScores(file, {
        ...producer,
        names: producer.names === undefined ? undefined : await readNames(producer.names),
      });
    case 'imdlbenco':
    case 'ddl':
      return readScoredMasks(file, producer.format, { ...producer.mask, ...producer });
    case 'mllm-defake':
      return readMllmDefake(file);
  }
}

async function verdictsFrom(file: string | undefined, matcher: ImageMatcher) {
  if (file === undefined) return { verdictOf: () => null, notes: [] };
  await requireFile(file);
  return readVerdicts(file, matcher);
}

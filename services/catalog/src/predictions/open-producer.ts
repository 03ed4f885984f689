import type { Verdict } from '@fakexplain/explanation';
import { requireFile, requireFolder } from '../rows/require-file.ts';
import type { ImageMatcher } from './match-images.ts';
import type { Predictions } from './prediction.ts';
import { readFakeShield } from './producers/fakeshield.ts';
import { readFakeVlm } from './producers/fakevlm.ts';
import { readLegion } from './producers/legion.ts';
import { readMasks } from './producers/masks.ts';
import { readMllmDefake } from './producers/mllm-defake.ts';
import { readScores } from './producers/scores.ts';
import type { MaskSettings } from './read-mask.ts';
import { readVerdicts } from './read-verdicts.ts';

/** Whose output a file or folder is, and how it is to be taken. */
export type Producer =
  | { format: 'legion'; mask: MaskSettings; verdicts?: string | undefined }
  | { format: 'fakeshield'; mask: MaskSettings; masks?: string | undefined }
  | { format: 'fakevlm' }
  | { format: 'scores'; positive: Verdict; threshold: number }
  | { format: 'masks'; mask: MaskSettings; verdictArea: number | null; verdicts?: string | undefined }
  | { format: 'mllm-defake' };

/** @throws ImportRefused where the output, or a file that goes with it, is not there or of another form */
export async function openProducer(
  file: string,
  producer: Producer,
  matcher: ImageMatcher,
): Promise<Predictions> {
  if (producer.format === 'legion' || producer.format === 'masks') await requireFolder(file);
  else await requireFile(file);
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
      return readScores(file, producer);
    case 'mllm-defake':
      return readMllmDefake(file);
  }
}

async function verdictsFrom(file: string | undefined, matcher: ImageMatcher) {
  if (file === undefined) return { verdictOf: () => null, notes: [] };
  await requireFile(file);
  return readVerdicts(file, matcher);
}

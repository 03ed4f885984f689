import type { Manifest } from '../../models/manifest-schema.ts';
import { ModelFailure } from '../backend.ts';
import type { ProcessorConfig } from '../../../../../packages/vlm-onnx/src/checkpoint/processor-config.ts';

/** Qwen2.5-VL's own, which `smartResize` takes where a manifest does not say otherwise. */
const unlessTold = { factor: 28, minPixels: 56 * 56, maxPixels: 12_845_056 };

/**
 * Boxes in `qwen-smart-resized` count pixels of the picture as it was resized for the model, so that whoever reads them
 * must resize as the model's processor does. The manifest may set other areas than the checkpoint, but must then say so,
 * and must say what the checkpoint has where that is not what Qwen2.5-VL has.
 *
 * @throws ModelFailure with the lines that the manifest lacks
 */
export function requireSameResize({ reading }: Manifest, processor: ProcessorConfig): void {
  if (reading?.space !== 'qwen-smart-resized') return;
  const read = { ...unlessTold, ...reading.resize };
  const shown = {
    factor: processor.patchSize * processor.mergeSize,
    minPixels: reading.resize?.minPixels ?? processor.minPixels,
    maxPixels: reading.resize?.maxPixels ?? processor.maxPixels,
  };
  const keys = ['factor', 'minPixels', 'maxPixels'] as const;
  if (keys.every((key) => read[key] === shown[key])) return;
  const lines = keys.map((key) => `${key}: ${shown[key]}`).join(', ');
  throw new ModelFailure(
    'model',
    `boxes would be read in another size than the model sees: its preprocessor_config.json resizes otherwise than the manifest says; write reading.resize: { ${lines} }`,
  );
}

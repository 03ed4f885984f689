import { z } from 'zod';
import { readJson } from './read-json.ts';

/** How a checkpoint wants its images: what `preprocessor_config.json` says of Qwen2VLImageProcessor. */
export interface ProcessorConfig {
  patchSize: number;
  temporalPatchSize: number;
  mergeSize: number;
  /** Least and greatest area of the resized image, in pixels. */
  minPixels: number;
  maxPixels: number;
  rescaleFactor: number;
  mean: readonly [number, number, number];
  std: readonly [number, number, number];
}

const size = z.int().positive();
const three = z.tuple([z.number(), z.number(), z.number()]);
/** Each step of the processor can be turned off; no Qwen2.5-VL does, and running without would be another model. */
const on = z.literal(true, 'only true is supported').default(true);

// Defaults are those of Qwen2VLImageProcessor in transformers 4.57.3.
const fileSchema = z.object({
  do_resize: on,
  do_rescale: on,
  do_normalize: on,
  do_convert_rgb: on,
  resample: z.literal(3, 'only 3 (bicubic) is supported').default(3),
  patch_size: size.default(14),
  temporal_patch_size: size.default(2),
  merge_size: size.default(2),
  min_pixels: size.nullish(),
  max_pixels: size.nullish(),
  size: z.object({ shortest_edge: size, longest_edge: size }).nullish(),
  rescale_factor: z
    .number()
    .positive()
    .default(1 / 255),
  image_mean: three.default([0.48145466, 0.4578275, 0.40821073]),
  image_std: three.default([0.26862954, 0.26130258, 0.27577711]),
});

/** @throws CheckpointError naming the field that the backend cannot follow */
export async function readProcessorConfig(folder: string): Promise<ProcessorConfig> {
  const file = await readJson(folder, 'preprocessor_config.json', fileSchema);
  return {
    patchSize: file.patch_size,
    temporalPatchSize: file.temporal_patch_size,
    mergeSize: file.merge_size,
    minPixels: file.min_pixels ?? file.size?.shortest_edge ?? 56 * 56,
    maxPixels: file.max_pixels ?? file.size?.longest_edge ?? 28 * 28 * 1280,
    rescaleFactor: file.rescale_factor,
    mean: file.image_mean,
    std: file.image_std,
  };
}

import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { CheckpointError } from './checkpoint-error.ts';
import { readJsonIfThere } from './read-json.ts';

/** How a checkpoint wants its images: what its files say of Qwen2VLImageProcessor. */
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

// Defaults are those of Qwen2VLImageProcessor in transformers 4.57.3 and 5.23.0.
const imageProcessorSchema = z
  .object({
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
    size: z
      .object({ shortest_edge: size.nullish(), longest_edge: size.nullish() })
      .default({ shortest_edge: 56 * 56, longest_edge: 28 * 28 * 1280 }),
    rescale_factor: z
      .number()
      .positive()
      .default(1 / 255),
    image_mean: three.default([0.48145466, 0.4578275, 0.40821073]),
    image_std: three.default([0.26862954, 0.26130258, 0.27577711]),
  })
  .transform((said, context): ProcessorConfig => {
    const minPixels = said.min_pixels ?? said.size.shortest_edge;
    const maxPixels = said.max_pixels ?? said.size.longest_edge;
    if (!minPixels || !maxPixels) {
      const message =
        'shortest_edge and longest_edge are needed where min_pixels and max_pixels are not there';
      context.addIssue({ code: 'custom', path: ['size'], message });
      return z.NEVER;
    }
    return {
      patchSize: said.patch_size,
      temporalPatchSize: said.temporal_patch_size,
      mergeSize: said.merge_size,
      minPixels,
      maxPixels,
      rescaleFactor: said.rescale_factor,
      mean: said.image_mean,
      std: said.image_std,
    };
  });

/** All processors of a checkpoint in one file; that of images was a file of its own before transformers 5. */
const processorsSchema = z.object({ image_processor: imageProcessorSchema.optional() });

const [ownFile, commonFile] = ['preprocessor_config.json', 'processor_config.json'];

/**
 * Reads `preprocessor_config.json`, or `image_processor` of `processor_config.json`, where transformers 5 writes it. Both may
 * be there, and must then say the same: transformers 4 heeds the first, 5 the second.
 *
 * @throws CheckpointError naming the field that the backend cannot follow, or the files where they contradict each other
 */
export async function readProcessorConfig(folder: string): Promise<ProcessorConfig> {
  const own = await readJsonIfThere(folder, ownFile, imageProcessorSchema);
  const common = (await readJsonIfThere(folder, commonFile, processorsSchema))?.image_processor;
  if (own && common && !isDeepStrictEqual(own, common))
    throw new CheckpointError(
      `${join(folder, ownFile)} and image_processor in ${commonFile} prepare images in two ways; transformers 4 heeds the first, 5 the second: remove the one that the model was not tuned with`,
    );
  const found = own ?? common;
  if (!found)
    throw new CheckpointError(`${folder} has no ${ownFile}, and no image_processor in ${commonFile}`);
  return found;
}

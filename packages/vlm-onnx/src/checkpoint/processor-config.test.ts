import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratchFolder } from '../testing/golden.ts';
import { readProcessorConfig } from './processor-config.ts';

/** What transformers 4.57.3 writes. */
const own = {
  min_pixels: 784,
  max_pixels: 50_176,
  size: { shortest_edge: 784, longest_edge: 50_176 },
  resample: 3,
  image_mean: [0.5, 0.4, 0.3],
  image_std: [0.2, 0.3, 0.4],
  rescale_factor: 1 / 255,
  patch_size: 14,
  temporal_patch_size: 2,
  merge_size: 2,
  image_processor_type: 'Qwen2VLImageProcessor',
  processor_class: 'Qwen2_5_VLProcessor',
};
/** What transformers 5.23.0 writes of it. */
const common = {
  image_processor: {
    data_format: 'channels_first',
    do_convert_rgb: true,
    do_normalize: true,
    do_rescale: true,
    do_resize: true,
    image_mean: own.image_mean,
    image_processor_type: 'Qwen2VLImageProcessor',
    image_std: own.image_std,
    merge_size: 2,
    patch_size: 14,
    resample: 3,
    rescale_factor: own.rescale_factor,
    size: own.size,
    temporal_patch_size: 2,
  },
  processor_class: 'Qwen2_5_VLProcessor',
  video_processor: { size: { shortest_edge: 1, longest_edge: 2 } },
};
const read = {
  patchSize: 14,
  temporalPatchSize: 2,
  mergeSize: 2,
  minPixels: 784,
  maxPixels: 50_176,
  rescaleFactor: own.rescale_factor,
  mean: own.image_mean,
  std: own.image_std,
};

async function readFrom(files: Record<string, unknown>) {
  await using folder = await scratchFolder();
  for (const [name, json] of Object.entries(files))
    await writeFile(join(folder.path, `${name}.json`), JSON.stringify(json));
  return await readProcessorConfig(folder.path);
}

test.each([
  ['transformers 4', { preprocessor_config: own }],
  ['transformers 5', { processor_config: common }],
  ['ms-swift, which writes both', { preprocessor_config: own, processor_config: common }],
  [
    'transformers 4 where another file names the processor alone',
    { preprocessor_config: own, processor_config: { processor_class: 'Qwen2_5_VLProcessor' } },
  ],
  ['transformers 4.45', { preprocessor_config: { ...own, size: { min_pixels: 784, max_pixels: 50_176 } } }],
])('is read from the files of %s', async (_, files) => {
  expect(await readFrom(files)).toEqual(read);
});

test('has the limits of Qwen2VLImageProcessor where a file names none', async () => {
  const limits = { minPixels: 3136, maxPixels: 1_003_520 };
  expect(await readFrom({ preprocessor_config: {} })).toMatchObject(limits);
  expect(await readFrom({ processor_config: { image_processor: {} } })).toMatchObject(limits);
});

test('is refused where no file has it, two contradict each other, or a limit is missing', async () => {
  await expect(readFrom({})).rejects.toThrow(/no preprocessor_config.json, and no image_processor in/);
  await expect(readFrom({ processor_config: {} })).rejects.toThrow(/no image_processor in/);
  const other = {
    ...common,
    image_processor: { ...common.image_processor, size: { shortest_edge: 784, longest_edge: 9_999 } },
  };
  await expect(readFrom({ preprocessor_config: own, processor_config: other })).rejects.toThrow(
    /two ways.*4 heeds the first, 5 the second/,
  );
  const halves = { ...common.image_processor, size: { shortest_edge: 784 } };
  await expect(readFrom({ processor_config: { image_processor: halves } })).rejects.toThrow(
    /processor_config.json: .*longest_edge[^]*image_processor.size/,
  );
  const unresized = { ...common.image_processor, do_resize: false };
  await expect(readFrom({ processor_config: { image_processor: unresized } })).rejects.toThrow(
    /only true is supported[^]*image_processor.do_resize/,
  );
});

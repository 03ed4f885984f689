import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { supervise } from '../process/supervise.ts';
import { convertCheckpoint } from '../../../../../packages/vlm-onnx/src/convert/convert-checkpoint.ts';
import {
  goldenCheckpoints,
  goldenPicture,
  scratchFolder,
  writeGoldenCheckpoint,
} from '../../../../../packages/vlm-onnx/src/golden/golden.testing.ts';
import { TextWriter } from '../../../../../packages/vlm-onnx/src/tokens/text-writer.ts';
import { readTokenizer } from '../../../../../packages/vlm-onnx/src/tokens/tokenizer.ts';
import { modelProtocol } from './model-protocol.ts';

// A GPU in software: SwiftShader, which comes with Debian's chromium, behind Vulkan's loader.
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';
const loaders = ['/usr/lib/x86_64-linux-gnu/libvulkan.so.1', '/usr/lib/aarch64-linux-gnu/libvulkan.so.1'];
const missing = [
  ...(existsSync(driver) ? [] : [`${driver} (package chromium)`]),
  ...(loaders.some((file) => existsSync(file)) ? [] : ['libvulkan.so.1 (package libvulkan1)']),
];
/** It is hundreds of times slower than the CPU itself. */
const tokens = 6;

test.skipIf(missing.length > 0)(
  missing.length > 0
    ? `WebGPU gives the tokens of transformers: skipped, there is no ${missing.join(' and no ')}`
    : 'WebGPU gives the tokens of transformers, in a process of its own, twice in a row',
  { timeout: 600_000 },
  async () => {
    vi.stubEnv('VK_ICD_FILENAMES', driver);
    const { answers, ...checkpoint } = goldenCheckpoints['3b'];
    const [golden] = answers;
    if (!golden) throw new Error('no answer to compare with');
    await using scratch = await scratchFolder();
    const [folder, converted] = [join(scratch.path, 'checkpoint'), join(scratch.path, 'converted')];
    await writeGoldenCheckpoint(folder, checkpoint);
    await convertCheckpoint({ folder, out: converted, weights: 'float32', blockSize: 32, zeroPoints: false });
    const writer = new TextWriter(await readTokenizer(folder), () => {});
    for (const id of golden.tokens.slice(0, tokens)) writer.add(id);
    const expected = writer.finish();

    const model = await supervise(modelProtocol, {
      module: new URL('model-module.ts', import.meta.url),
      as: 'process',
      settings: {
        checkpoint: folder,
        converted,
        provider: 'webgpu',
        gpu: 0,
        threads: null,
        prompt: golden.prompt,
        decoding: { maxTokens: tokens, temperature: 0, topP: 1, seed: 0 },
        minPixels: null,
        maxPixels: null,
        constrainedTo: null,
      },
      stuckAfter: 120,
    });
    const question = { key: 'x', bytes: goldenPicture(golden.picture).bytes, width: 1, height: 1 };
    for (const _ of [1, 2])
      expect(await model.ask(question)).toEqual({ text: expected, truncated: true, tokens });
    await model.close();
  },
);

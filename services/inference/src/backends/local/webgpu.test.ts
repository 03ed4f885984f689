import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { supervise } from '../process/supervise.ts';
import {
  goldenCheckpoints,
  goldenImage,
  scratchFolder,
  writeGoldenCheckpoint,
} from '@fakexplain/vlm-onnx/golden';
import { openModel } from '@fakexplain/vlm-onnx';
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
    onTestFinished(() => void vi.unstubAllEnvs());
    const { answers, ...checkpoint } = goldenCheckpoints['3b'];
    const [golden] = answers;
    if (!golden) throw new Error('no answer to compare with');
    await using scratch = await scratchFolder();
    const [folder, cacheFolder] = [join(scratch.path, 'checkpoint'), join(scratch.path, 'cache')];
    await writeGoldenCheckpoint(folder, checkpoint);
    const shared = {
      cacheFolder,
      prompt: golden.prompt,
      decoding: { maxTokens: tokens, temperature: 0, topP: 1, seed: 0 },
    };
    const question = { key: 'x', bytes: goldenImage(golden.image).bytes, width: 1, height: 1 };
    const onCpu = await openModel(folder, { ...shared, provider: 'cpu' });
    const expected = await onCpu.answer(question);
    expect(expected.ids).toEqual(golden.tokens.slice(0, tokens));
    await onCpu.close();

    const model = await supervise(modelProtocol, {
      module: new URL('model-module.ts', import.meta.url),
      as: 'process',
      settings: {
        ...shared,
        checkpoint: folder,
        weights: 'float32',
        files: {},
        provider: 'webgpu',
        gpu: 0,
      },
      stuckAfter: 120,
    });
    for (const _ of [1, 2])
      expect(await model.ask(question)).toEqual({ text: expected.text, truncated: true, tokens });
    await model.close();
  },
);

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import golden from './golden/answers.json' with { type: 'json' };
import { scratchFolder } from '@fakexplain/vlm-onnx/golden';
import { openModel } from '@fakexplain/vlm-onnx';

// answers.json: what transformers answers with the shipped checkpoint (golden.py). The images are some of the
// demo dataset of seed 1, on which nothing was trained.
const folder = join(import.meta.dirname, '../models/fakexplainer-tiny-demo');
const user = golden.prompt.split('<|vision_end|>')[1]?.split('<|im_end|>')[0] ?? '';

test(
  'the shipped checkpoint answers token for token as transformers does',
  { timeout: 180_000 },
  async () => {
    const weights = await readFile(join(folder, 'model.safetensors'));
    expect(
      createHash('sha256').update(weights).digest('hex'),
      'make answers.json again for these weights',
    ).toBe(golden.weightsSha256);
    await using scratch = await scratchFolder();
    const model = await openModel(folder, {
      provider: 'cpu',
      threads: 1,
      cacheFolder: scratch.path,
      prompt: { user },
      decoding: { maxTokens: golden.maxNewTokens, temperature: 0, topP: 1, seed: 0 },
    });
    for (const { file, outputIds, text } of golden.cases) {
      const bytes = await readFile(join(import.meta.dirname, '../images', file));
      const answer = await model.answer({ key: file, bytes, width: 1, height: 1 });
      expect({ file, ids: answer.ids }).toEqual({ file, ids: outputIds });
      expect(answer.text + (answer.truncated ? '' : '<|im_end|>')).toBe(text);
    }
  },
);

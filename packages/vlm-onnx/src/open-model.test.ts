import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goldenCheckpoints, goldenImage, scratchFolder, writeGoldenCheckpoint } from './testing/golden.ts';
import { CheckpointError, ImageError, openModel } from './open-model.ts';

const cases = Object.entries(goldenCheckpoints).map(([name, checkpoint]) => ({ name, ...checkpoint }));
const greedy = (maxTokens: number) => ({ maxTokens, temperature: 0, topP: 1, seed: 0 });

test.each(cases)(
  'answers token for token as transformers does, from the bytes of an image to text: $name',
  { timeout: 180_000 },
  async ({ answers, ...checkpoint }) => {
    await using scratch = await scratchFolder();
    const [folder, cacheFolder] = [join(scratch.path, 'checkpoint'), join(scratch.path, 'cache')];
    await writeGoldenCheckpoint(folder, checkpoint);
    for (const golden of answers) {
      const model = await openModel(folder, {
        provider: 'cpu',
        threads: 1,
        cacheFolder,
        prompt: golden.prompt,
        decoding: greedy(golden.tokens.length),
      });
      const { bytes } = goldenImage(golden.image);
      const pieces: string[] = [];
      const question = { key: golden.image, bytes, width: 1, height: 1 };
      const answer = await model.answer(question, { onText: (piece) => pieces.push(piece) });
      expect(answer.ids).toEqual(golden.tokens);
      expect(answer.text).toBe(golden.text);
      expect(pieces.join('')).toBe(golden.text);
      expect(answer.truncated).toBe(true);
      await model.close();
    }
  },
);

test(
  'what is at fault can be told by the kind of error: checkpoint, provider or image',
  { timeout: 180_000 },
  async () => {
    await using scratch = await scratchFolder();
    const [folder, cacheFolder] = [join(scratch.path, 'checkpoint'), join(scratch.path, 'cache')];
    await writeGoldenCheckpoint(folder, goldenCheckpoints['3b']);
    const options = { provider: 'cpu', cacheFolder, prompt: { user: 'x' }, decoding: greedy(1) } as const;
    await expect(openModel(scratch.path, options)).rejects.toThrow(CheckpointError);
    await expect(openModel(folder, { ...options, constrainedTo: 'norm-1' })).rejects.toThrow(CheckpointError);
    const elsewhere = openModel(folder, { ...options, provider: 'cuda' });
    await expect(elsewhere).rejects.not.toThrow(CheckpointError);
    const model = await openModel(folder, options);
    const question = { key: '', bytes: new Uint8Array([1, 2, 3]), width: 1, height: 1 };
    await expect(model.answer(question)).rejects.toThrow(ImageError);
    await model.close();
  },
);

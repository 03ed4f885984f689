import { join } from 'node:path';
import { expect, test } from 'vitest';
import { convertCheckpoint } from './convert/convert-checkpoint.ts';
import {
  goldenCheckpoints,
  goldenPicture,
  scratchFolder,
  writeGoldenCheckpoint,
} from './golden/golden.testing.ts';
import { openModel } from './open-model.ts';

const cases = Object.entries(goldenCheckpoints).map(([name, checkpoint]) => ({ name, ...checkpoint }));

test.each(cases)(
  'answers token for token as transformers does, from the bytes of a picture to text: $name',
  { timeout: 180_000 },
  async ({ answers, ...checkpoint }) => {
    await using scratch = await scratchFolder();
    const [folder, converted] = [join(scratch.path, 'checkpoint'), join(scratch.path, 'converted')];
    await writeGoldenCheckpoint(folder, checkpoint);
    await convertCheckpoint({ folder, out: converted, weights: 'float32', blockSize: 32, zeroPoints: false });
    for (const golden of answers) {
      const model = await openModel({
        checkpoint: folder,
        converted,
        provider: 'cpu',
        gpu: 0,
        threads: 1,
        prompt: golden.prompt,
        decoding: { maxTokens: golden.tokens.length, temperature: 0, topP: 1, seed: 0 },
        minPixels: null,
        maxPixels: null,
        constrainedTo: null,
      });
      const { bytes } = goldenPicture(golden.picture);
      const pieces: string[] = [];
      const question = { key: golden.picture, bytes, width: 1, height: 1 };
      const answer = await model.answer(question, {
        onText: (piece) => pieces.push(piece),
        onProgress: () => {},
      });
      expect(answer.ids).toEqual(golden.tokens);
      expect(answer.text).toBe(golden.text);
      expect(pieces.join('')).toBe(golden.text);
      expect(answer.truncated).toBe(true);
    }
  },
);

// Tokens a second of a Qwen2.5-VL with random weights in the arrangement of 3B at reduced width, one core, next to Hugging
// Face transformers with the same weights, image and prompt in the same run: node decode.ts [python]. Times are of the
// processor, which other work on the machine does not lengthen as it does those of the clock. Without a Python that has
// transformers (PYTHON names one, else python3 is tried), our own times alone.
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { goldenImage, scratchFolder, writeGoldenCheckpoint } from '../src/testing/golden.ts';
import { widenedCheckpoint } from '../src/testing/widened-checkpoint.ts';
import { openModel } from '../src/open-model.ts';

const rounds = 3;
const count = 64;
const prompt = 'Is this image real or generated?';
/** About 25 million parameters. */
const width = { hidden: 512, inner: 1408, layers: 8, heads: 4, keyHeads: 1 };

const timesSchema = z.object({
  /** Milliseconds from the file to the first token. */
  first: z.number(),
  /** Milliseconds of the whole answer. */
  whole: z.number(),
  tokens: z.array(z.int()),
});
type Times = z.output<typeof timesSchema>;

const cpuMilliseconds = (start: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
};

async function timesHere(checkpoint: string, cacheFolder: string, bytes: Uint8Array): Promise<Times> {
  const open = (maxTokens: number) =>
    openModel(checkpoint, {
      provider: 'cpu',
      threads: 1,
      cacheFolder,
      prompt: { user: prompt },
      decoding: { maxTokens, temperature: 0, topP: 1, seed: 0 },
    });
  const best = async (maxTokens: number) => {
    const model = await open(maxTokens);
    const times: { milliseconds: number; ids: number[] }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const start = process.cpuUsage();
      const { ids } = await model.answer({ key: '', bytes, width: 1, height: 1 });
      times.push({ milliseconds: cpuMilliseconds(start), ids });
    }
    return times.reduce((least, other) => (other.milliseconds < least.milliseconds ? other : least));
  };
  const first = await best(1);
  const whole = await best(count);
  return { first: first.milliseconds, whole: whole.milliseconds, tokens: whole.ids };
}

async function timesOfPython(python: string, checkpoint: string, image: string): Promise<Times | null> {
  try {
    const args = [join(import.meta.dirname, 'decode.py'), checkpoint, image, String(count), prompt];
    const env = { ...process.env, OMP_NUM_THREADS: '1' };
    const { stdout } = await promisify(execFile)(python, args, { env });
    return timesSchema.parse(JSON.parse(stdout));
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error);
    console.log(`no times of transformers (pip install torch transformers pillow): ${reason}`);
    return null;
  }
}

const rate = ({ first, whole, tokens }: Times) => (1000 * (tokens.length - 1)) / (whole - first);

await using scratch = await scratchFolder();
const [checkpoint, cacheFolder] = [join(scratch.path, 'checkpoint'), join(scratch.path, 'cache')];
await writeGoldenCheckpoint(checkpoint, widenedCheckpoint(width));
const image = goldenImage('large.jpg');
const file = join(scratch.path, image.name);
await writeFile(file, image.bytes);
const ours = await timesHere(checkpoint, cacheFolder, image.bytes);
const theirs = await timesOfPython(process.argv[2] ?? process.env['PYTHON'] ?? 'python3', checkpoint, file);
console.log(
  `Qwen2.5-VL of ${width.layers} layers of ${width.hidden}, one core: ${rate(ours).toFixed(1)} tokens a second, first token after ${ours.first.toFixed(0)} ms`,
);
if (theirs) {
  const same =
    ours.tokens.length === theirs.tokens.length && ours.tokens.every((id, at) => id === theirs.tokens[at]);
  console.log(
    `transformers: ${rate(theirs).toFixed(1)} tokens a second, first token after ${theirs.first.toFixed(0)} ms; ` +
      `${(rate(ours) / rate(theirs)).toFixed(2)} times its rate, first token in ${(ours.first / theirs.first).toFixed(2)} of its time; ` +
      `${same ? 'the same' : 'OTHER'} tokens`,
  );
}

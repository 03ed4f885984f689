import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { z } from 'zod';
import { openModel, type Model } from '../../packages/vlm-onnx/src/open-model.ts';
import { goldenFolder } from '../../packages/vlm-onnx/src/testing/golden.ts';
import { tensorValues, writeCheckpoint } from '../../packages/vlm-onnx/src/testing/tiny-checkpoint.ts';
import { widenedCheckpoint } from '../../packages/vlm-onnx/src/testing/widened-checkpoint.ts';
import { startLlama } from '../harness/gguf/start-llama.ts';
import { writeQwenGguf } from '../harness/gguf/write-qwen-gguf.ts';
import { lackOf, python } from '../harness/python.ts';

const demo = join(import.meta.dirname, '../../demo');
const question = 'Is this image real or generated? Explain where and why.';
const [few, many, rounds] = [8, 72, 2];
const pairs = [
  ['float32', 'F32'],
  ['int8', 'Q8_0'],
  ['int4', 'Q4_0'],
] as const;
type Weights = (typeof pairs)[number][0];

/** Seconds of the processor for an answer of so many tokens. */
type Cost = (tokens: number) => Promise<number>;

/**
 * Tokens of a CPU second next to llama.cpp, with the same random weights and picture, and to onnxruntime-genai and
 * openvino-genai with the same weights and a text, where PYTHON has them; one thread each. And how far int8 and
 * int4 move the answers of the demo's checkpoint. llama.cpp is the one of the tests, which is built for every x86-64
 * processor, without AVX: built for the machine it is faster.
 */
export async function benchDecoding(say: (line: string) => void): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), 'fakexplain-decoding-'));
  try {
    const checkpoint = join(scratch, 'checkpoint');
    await writeSilentCheckpoint(checkpoint);
    const image = await noise(112);
    const genai = await lackOf('onnxruntime_genai', 'onnx_ir', 'transformers', 'torch');
    if (genai) say(`onnxruntime-genai${genai}`);
    const openvino = await lackOf('openvino_genai');
    if (openvino) say(`openvino-genai${openvino}`);
    for (const [weights, type] of pairs) {
      const model = await openHere(checkpoint, scratch, weights, many);
      const brief = await openHere(checkpoint, scratch, weights, few);
      const ours = await rateOf((tokens) => costHere(tokens === few ? brief : model, image));
      await Promise.all([model.close(), brief.close()]);
      const files = { model: join(scratch, `${type}.gguf`), vision: join(scratch, 'vision.gguf') };
      await writeQwenGguf(checkpoint, files, type);
      await using llama = await startLlama(files);
      const theirs = await rateOf((tokens) => costOfLlama(llama, image, tokens));
      const ratio = (ours / theirs).toFixed(2);
      say(
        `${weights}: ${ours.toFixed(0)} tokens a CPU second; llama.cpp ${type}: ${theirs.toFixed(0)}; ratio ${ratio}`,
      );
      const says = (engine: string, rate: number) =>
        say(
          `  ${engine}, text alone: ${rate.toFixed(0)} tokens a CPU second; ratio ${(ours / rate).toFixed(2)}`,
        );
      if (genai === '') says('onnxruntime-genai', await rateOfText('onnxruntime-genai', checkpoint, weights));
      // It reads no GGUF file in float32.
      if (openvino === '' && type !== 'F32') {
        await writeQwenGguf(checkpoint, files, type, 'qwen2');
        says('openvino-genai', await rateOfText('openvino-genai', files.model, weights));
      }
    }
    await sayDrift(scratch, say);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The difference of two lengths leaves out the picture, the prompt and what starting costs. */
async function rateOf(cost: Cost): Promise<number> {
  const least = async (tokens: number) => {
    const costs: number[] = [];
    for (let round = 0; round < rounds; round += 1) costs.push(await cost(tokens));
    return Math.min(...costs);
  };
  return (many - few) / ((await least(many)) - (await least(few)));
}

const openHere = (folder: string, scratch: string, weights: Weights, maxTokens: number) =>
  openModel(folder, {
    provider: 'cpu',
    threads: 1,
    cacheFolder: join(scratch, 'cache'),
    weights,
    prompt: { user: question },
    decoding: { maxTokens, temperature: 0, topP: 1, seed: 0 },
  });

async function costHere(model: Model, bytes: Uint8Array): Promise<number> {
  const start = process.cpuUsage();
  await model.answer({ key: '', bytes, width: 1, height: 1 });
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

async function costOfLlama(
  { url, pid }: { url: string; pid: number },
  image: Uint8Array,
  tokens: number,
): Promise<number> {
  const start = await cpuSecondsOf(pid);
  const response = await fetch(`${url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({
      max_tokens: tokens,
      temperature: 0,
      messages: [
        {
          role: 'user',
          content: [
            {
              type: 'image_url',
              image_url: { url: `data:image/png;base64,${Buffer.from(image).toString('base64')}` },
            },
            { type: 'text', text: question },
          ],
        },
      ],
    }),
  });
  const said = await response.text();
  if (!said.includes(`"completion_tokens":${tokens}`))
    throw new Error(`llama.cpp did not write ${tokens} tokens`);
  return (await cpuSecondsOf(pid)) - start;
}

/** Tokens of a CPU second of an engine of Python's that cannot be given a picture here (decode_text.py). */
async function rateOfText(
  engine: 'onnxruntime-genai' | 'openvino-genai',
  model: string,
  weights: Weights,
): Promise<number> {
  const script = join(import.meta.dirname, 'decode_text.py');
  const args = [script, engine, model, weights, String(few), String(many)];
  const env = { ...process.env, OMP_NUM_THREADS: '1', HF_HUB_OFFLINE: '1' };
  const { stdout } = await promisify(execFile)(python, args, { env });
  return z.coerce.number().parse(stdout.trim().split('\n').at(-1));
}

/** User and system time of a process, in seconds; Linux counts in hundredths. */
async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** How many of the demo's first 20 answers stay as they are in float32. */
async function sayDrift(scratch: string, say: (line: string) => void): Promise<void> {
  const images = (await readdir(join(demo, 'images'))).toSorted().slice(0, 20);
  const answersIn = async (weights: Weights) => {
    const model = await openHere(join(demo, 'models/fakexplainer-tiny-demo'), scratch, weights, 160);
    const texts: string[] = [];
    for (const name of images) {
      const bytes = await readFile(join(demo, 'images', name));
      texts.push((await model.answer({ key: name, bytes, width: 1, height: 1 })).text);
    }
    await model.close();
    return texts;
  };
  const verdict = (text = '') => /<verdict>(\w+)/.exec(text)?.[1];
  const exact = await answersIn('float32');
  for (const weights of ['int8', 'int4'] as const) {
    const texts = await answersIn(weights);
    const same = texts.filter((text, at) => text === exact[at]).length;
    const verdicts = texts.filter((text, at) => verdict(text) === verdict(exact[at])).length;
    say(
      `${weights} of the demo's checkpoint: ${same} of 20 texts and ${verdicts} of 20 verdicts as in float32`,
    );
  }
}

/** About 50 million random weights, in which no special token is ever the likeliest, so that no answer ends early. */
async function writeSilentCheckpoint(folder: string): Promise<void> {
  const width = { hidden: 768, inner: 2048, layers: 8, heads: 6, keyHeads: 2 };
  const { config, shapes } = widenedCheckpoint(width);
  const firstSpecial = 300;
  await writeCheckpoint(
    folder,
    { config: { ...config, max_position_embeddings: 2048 }, shapes },
    {
      values: (name, shape) => {
        const values = tensorValues(name, shape);
        return name === 'model.embed_tokens.weight' ? values.fill(0, firstSpecial * width.hidden) : values;
      },
    },
  );
  await cp(goldenFolder, folder, { recursive: true });
  await writeFile(join(folder, 'generation_config.json'), JSON.stringify({ eos_token_id: 305 }));
  const processor = { image_mean: [0.48, 0.46, 0.41], image_std: [0.27, 0.26, 0.28], patch_size: 14 };
  const limits = { min_pixels: 56 * 56, max_pixels: 448 * 448 };
  await writeFile(join(folder, 'preprocessor_config.json'), JSON.stringify({ ...processor, ...limits }));
}

const noise = (side: number): Promise<Uint8Array> =>
  sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: '#808080',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .png()
    .toBuffer();

import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import {
  cacheNames,
  decoderNames,
  embedNames,
  graphFiles,
  visionInputs,
  visionNames,
} from '../convert/graph-inputs.ts';

type Image = { rows: number; columns: number; pixels: Float32Array };

/** The plainest decode loop over converted graphs: greedy, one image after the other. */
export async function openModel(folder: string, config: ModelConfig) {
  const load = (file: string) => InferenceSession.create(join(folder, file), { intraOpNumThreads: 1 });
  const vision = await load(graphFiles.vision);
  const embed = await load(graphFiles.embed);
  const decoder = await load(graphFiles.deviceDecoder);

  async function embedImage({ rows, columns, pixels }: Image): Promise<Tensor> {
    const feeds: Record<string, Tensor> = {
      [visionNames.pixels]: new Tensor('float32', pixels, [rows * columns, pixels.length / rows / columns]),
    };
    for (const [name, { type, data, dims }] of Object.entries(visionInputs({ rows, columns }, config.vision)))
      feeds[name] = new Tensor(type, data, dims);
    return output(await vision.run(feeds), visionNames.output);
  }

  async function embedTokens(ids: readonly number[]): Promise<Tensor> {
    const input = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    return output(await embed.run({ [embedNames.input]: input }), embedNames.output);
  }

  /** @param positions [3][n] of the prompt */
  async function greedy(ids: number[], positions: number[][], images: Tensor[], count: number) {
    const { numLayers, numKeyValueHeads, headDim, hiddenSize } = config.text;
    let embeds = await embedTokens(ids);
    placeImages(floats(embeds), ids, images.map(floats), config.tokens.image, hiddenSize);
    let next = Math.max(...positions.flat()) + 1;
    let place = positions;
    const cache: Record<string, Tensor> = {};
    for (let i = 0; i < numLayers; i++) {
      const { pastKey, pastValue } = cacheNames(i);
      for (const name of [pastKey, pastValue])
        cache[name] = new Tensor('float32', new Float32Array(0), [1, numKeyValueHeads, 0, headDim]);
    }
    const tokens: number[] = [];
    const logits: Float32Array[] = [];
    while (tokens.length < count) {
      const n = place[0]?.length ?? 0;
      const results = await decoder.run({
        ...cache,
        [decoderNames.embeds]: embeds,
        [decoderNames.positions]: new Tensor('int64', BigInt64Array.from(place.flat(), BigInt), [3, 1, n]),
      });
      const scores = floats(output(results, decoderNames.output));
      logits.push(scores);
      const token = scores.indexOf(Math.max(...scores));
      tokens.push(token);
      for (let i = 0; i < numLayers; i++) {
        const names = cacheNames(i);
        cache[names.pastKey] = output(results, names.presentKey);
        cache[names.pastValue] = output(results, names.presentValue);
      }
      embeds = await embedTokens([token]);
      place = [[next], [next], [next]];
      next++;
    }
    return { tokens, logits };
  }

  async function close(): Promise<void> {
    await Promise.all([vision, embed, decoder].map((session) => session.release()));
  }

  return { embedImage, greedy, close };
}

export function floats(tensor: Tensor): Float32Array {
  if (!(tensor.data instanceof Float32Array)) throw new Error(`float32 expected, not ${tensor.type}`);
  return tensor.data;
}

function output(results: InferenceSession.ReturnType, name: string): Tensor {
  const tensor = results[name];
  if (tensor === undefined) throw new Error(`The graph gives no ${name}`);
  return tensor;
}

function placeImages(
  embeds: Float32Array,
  ids: number[],
  images: Float32Array[],
  imageToken: number,
  size: number,
) {
  const rows = images.flatMap((image) =>
    Array.from({ length: image.length / size }, (_, i) => image.subarray(i * size, (i + 1) * size)),
  );
  const places = ids.flatMap((id, i) => (id === imageToken ? [i] : []));
  if (rows.length !== places.length) throw new Error(`${rows.length} rows for ${places.length} image tokens`);
  rows.forEach((row, i) => embeds.set(row, (places[i] ?? 0) * size));
}

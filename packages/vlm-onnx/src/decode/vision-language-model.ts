import { Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '../checkpoint/model-config.ts';
import { decoderNames, embedNames, visionInputs, visionNames } from '../convert/graph-inputs.ts';
import type { PreparedImage } from '../image/prepare-image.ts';
import { ropePositions } from './rope-positions.ts';
import { deviceCache, floatsOf, memoryCache, tensorOf, type DecoderCache } from './decoder-cache.ts';
import type { Sessions } from './sessions.ts';

/** The graphs of a converted Qwen2.5-VL as one model that reads a prompt and then one token after another. */
export class VisionLanguageModel {
  readonly #sessions: Sessions;
  readonly #config: ModelConfig;
  readonly #cache: DecoderCache;
  #position = 0;

  constructor(sessions: Sessions, config: ModelConfig) {
    this.#sessions = sessions;
    this.#config = config;
    this.#cache = sessions.cacheOnDevice ? deviceCache(config.text) : memoryCache(config.text);
  }

  /** What the model sees: float32 [merged cells, hidden]. */
  async look({ patches, grid }: Pick<PreparedImage, 'patches' | 'grid'>): Promise<Float32Array> {
    const pixels = new Tensor('float32', patches, [
      grid.rows * grid.columns,
      patches.length / (grid.rows * grid.columns),
    ]);
    const inputs = Object.entries(visionInputs(grid, this.#config.vision)).map(
      ([name, input]) =>
        [
          name,
          input.type === 'float32'
            ? new Tensor(input.type, input.data, input.dims)
            : new Tensor(input.type, input.data, input.dims),
        ] as const,
    );
    const results = await this.#sessions.vision.run({
      [visionNames.pixels]: pixels,
      ...Object.fromEntries(inputs),
    });
    return floatsOf(tensorOf(results, visionNames.output));
  }

  /**
   * Reads a prompt with an image, forgetting all before.
   * @param ids with as many image tokens as there are cells in `seen`
   * @returns logits of the first token of the answer
   */
  async read(ids: readonly number[], seen: Float32Array, grid: PreparedImage['grid']): Promise<Float32Array> {
    const { tokens, vision, text } = this.#config;
    const positions = ropePositions(ids, tokens.image, grid, vision.spatialMergeSize);
    const embeds = await this.#embed(ids);
    embeds.set(seen, ids.indexOf(tokens.image) * text.hiddenSize);
    this.#cache.clear();
    this.#position = positions.next;
    return this.#decode(embeds, positions.data);
  }

  /** @returns logits of the token after */
  async next(id: number): Promise<Float32Array> {
    const position = BigInt(this.#position);
    this.#position += 1;
    return this.#decode(await this.#embed([id]), BigInt64Array.of(position, position, position));
  }

  async #embed(ids: readonly number[]): Promise<Float32Array> {
    const input = new Tensor('int64', BigInt64Array.from(ids, BigInt), [1, ids.length]);
    const results = await this.#sessions.embed.run({ [embedNames.input]: input });
    return floatsOf(tensorOf(results, embedNames.output));
  }

  async #decode(embeds: Float32Array, positions: BigInt64Array): Promise<Float32Array> {
    const count = positions.length / 3;
    const results = await this.#sessions.decoder.run({
      [decoderNames.embeds]: new Tensor('float32', embeds, [1, count, this.#config.text.hiddenSize]),
      [decoderNames.positions]: new Tensor('int64', positions, [3, 1, count]),
      ...this.#cache.feeds(),
    });
    this.#cache.take(results, count);
    return floatsOf(tensorOf(results, decoderNames.output));
  }
}

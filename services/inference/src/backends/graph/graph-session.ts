import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ModelFailure } from '../backend.ts';
import { checkGraph, type GraphPorts } from './check-graph.ts';
import type { Grid } from './output/read-mask.ts';
import type { Prepared } from './preprocess/prepare.ts';
import type { Provider } from '../providers.ts';
import type { GraphSettings } from './settings.ts';

/** What the graph gave for one image, as its manifest names it. */
export interface GraphResult {
  probability: Float32Array | null;
  mask: Grid | null;
}

export interface GraphSession {
  /** Images that go through together at most. */
  batch: number;
  /**
   * @param images all of one size
   * @throws ModelFailure: `model` where sizes or outputs are not what the graph and its manifest agree on, `passing` where
   * the runtime fails
   */
  run(images: readonly Prepared[]): Promise<GraphResult[]>;
  close(): Promise<void>;
}

/** @throws ModelFailure with the fault `model`: no such provider here, no ONNX, or not what the manifest says */
export async function openSession(
  file: string,
  settings: GraphSettings,
  provider: Provider,
): Promise<GraphSession> {
  const options: InferenceSession.SessionOptions = {
    executionProviders: [provider],
    logSeverityLevel: 3,
    // A thread without work sleeps, so that the next images are decoded on its core.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
  const session = await InferenceSession.create(file, options).catch((error: unknown) => {
    throw new ModelFailure('model', `${file} cannot be opened: ${said(error)}`, error);
  });
  const ports = checkGraph(session, settings);
  return {
    batch: ports.batch,
    async run(images) {
      const outputs = await session
        .run({ [ports.input]: feed(images, settings) }, ports.outputs)
        .catch((error: unknown) => {
          throw new ModelFailure('passing', `the graph failed while it ran: ${said(error)}`, error);
        });
      return share(outputs, images.length, ports, settings);
    },
    close: () => session.release(),
  };
}

function feed(images: readonly Prepared[], { input }: GraphSettings): Tensor {
  const [first] = images;
  if (!first) throw new RangeError('there are no images to run');
  const { width, height } = first;
  const values = new Float32Array(images.length * first.values.length);
  for (const [place, image] of images.entries()) values.set(image.values, place * first.values.length);
  const shape = input.layout === 'nchw' ? [3, height, width] : [height, width, 3];
  return new Tensor('float32', values, [images.length, ...shape]);
}

/** Gives each image its part of the outputs. */
function share(
  outputs: InferenceSession.OnnxValueMapType,
  count: number,
  ports: GraphPorts,
  settings: GraphSettings,
): GraphResult[] {
  const probabilities = ports.probability === null ? null : tensorOf(outputs, ports.probability, count);
  const masks = ports.mask === null ? null : tensorOf(outputs, ports.mask, count);
  const classes = settings.output.mask?.as === 'classes' ? settings.output.mask.index : null;
  return Array.from({ length: count }, (_, place) => ({
    probability: probabilities && Float32Array.from(part(probabilities, place, count), Number),
    mask: masks && gridOf(masks, part(masks, place, count), classes),
  }));
}

function tensorOf(outputs: InferenceSession.OnnxValueMapType, name: string, count: number): Tensor {
  const value = outputs[name];
  if (!(value instanceof Tensor) || value.dims[0] !== count) {
    const shape = value instanceof Tensor ? `[${value.dims.join(', ')}]` : 'no tensor';
    throw new ModelFailure('model', `the output ${name} is ${shape} for ${count} images`);
  }
  return value;
}

function part(
  { data }: Tensor,
  place: number,
  count: number,
): ArrayLike<number | bigint> & Iterable<number | bigint> {
  if (
    !(
      data instanceof Float32Array ||
      data instanceof Int32Array ||
      data instanceof Uint8Array ||
      data instanceof BigInt64Array
    )
  )
    throw new ModelFailure('model', `an output holds ${data.constructor.name}, which is not read here`);
  const length = data.length / count;
  return data.subarray(place * length, (place + 1) * length);
}

/** @param classes the number that is meant where the values are numbers of classes; null where they are a scale */
function gridOf({ dims }: Tensor, values: Iterable<number | bigint>, classes: number | null): Grid {
  const planes = dims.length === 4 ? (dims[1] ?? 1) : 1;
  const [height = 0, width = 0] = dims.slice(-2);
  const read = classes === null ? Number : (value: number | bigint) => (Number(value) === classes ? 1 : 0);
  return { classes: planes, height, width, values: Float32Array.from(values, read) };
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error));

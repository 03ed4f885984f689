import type { InferenceSession } from 'onnxruntime-node';
import { ModelFailure } from '../backend.ts';
import { planGeometry } from './preprocess/plan-geometry.ts';
import type { GraphSettings } from './settings.ts';

type Metadata = InferenceSession.ValueMetadata;
type TensorMetadata = InferenceSession.TensorValueMetadata;

/** Which of a graph's inputs and outputs are meant, and how many images it takes at once. */
export interface GraphPorts {
  input: string;
  probability: string | null;
  mask: string | null;
  outputs: string[];
  batch: number;
}

/**
 * Compares what a graph says of itself with what its manifest says of it.
 * @throws ModelFailure with the fault `model`, naming the setting and what the graph has instead
 */
export function checkGraph(
  { inputMetadata, outputMetadata }: Pick<InferenceSession, 'inputMetadata' | 'outputMetadata'>,
  settings: GraphSettings,
): GraphPorts {
  const input = portOf(inputMetadata, 'input', settings.input.name);
  const others = inputMetadata.filter(({ name }) => name !== input.name);
  if (others.length > 0) {
    const names = others.map(({ name }) => name).join(', ');
    throw wrong(`the graph also takes ${names}: export it so that the image is all it takes`);
  }
  const batch = checkInput(input, settings);
  const { probability, mask } = settings.output;
  const ports = {
    probability: probability ? checkProbability(outputMetadata, probability) : null,
    mask: mask ? checkMask(outputMetadata, mask) : null,
  };
  const outputs = [ports.probability, ports.mask].filter((name) => name !== null);
  return { input: input.name, ...ports, outputs: [...new Set(outputs)], batch };
}

function portOf(ports: readonly Metadata[], setting: string, name: string | undefined): TensorMetadata {
  const what = setting.startsWith('input') ? 'input' : 'output';
  const all = ports.map((port) => port.name).join(', ');
  const [only] = ports;
  const port = name === undefined ? only : ports.find((one) => one.name === name);
  if (name === undefined && ports.length > 1)
    throw wrong(`the graph has the ${what}s ${all}: say in ${setting}.name which is meant`);
  if (!port) throw wrong(`${setting}.name is ${name}, but the graph has the ${what}s ${all}`);
  if (!port.isTensor) throw wrong(`the ${what} ${port.name} is no tensor`);
  return port;
}

function checkInput(input: TensorMetadata, settings: GraphSettings): number {
  const { layout } = settings.input;
  const shape = `[${input.shape.join(', ')}]`;
  if (input.type !== 'float32')
    throw wrong(`the input ${input.name} is ${input.type}; float32 is fed: export it with float32 inputs`);
  if (input.shape.length !== 4)
    throw wrong(`the input ${input.name} has the shape ${shape}; four axes are fed (${layout})`);
  const [first, ...axes] = input.shape;
  const [channels, height, width] = layout === 'nchw' ? axes : [axes[2], axes[0], axes[1]];
  if (isFixed(channels) && channels !== 3) {
    const problem = `the input ${input.name} has the shape ${shape}, so ${channels} channels in the layout ${layout}`;
    throw wrong(`${problem}; 3 are fed: is input.layout right?`);
  }
  if (isFixed(first) && first !== 1)
    throw wrong(
      `the input ${input.name} takes ${first} images at once, always: export it with a free batch axis`,
    );
  const made = fixedSize(settings);
  if (made && ((isFixed(width) && width !== made.width) || (isFixed(height) && height !== made.height))) {
    const taken = `the input ${input.name} has the shape ${shape}`;
    throw wrong(`preprocess makes ${made.width} × ${made.height} pixels, but ${taken} (${layout})`);
  }
  return isFixed(first) ? 1 : settings.batch;
}

/** The size that preprocessing makes of every image, where it is one. */
function fixedSize({ preprocess }: GraphSettings): { width: number; height: number } | null {
  const [one, other] = [
    { width: 640, height: 480 },
    { width: 301, height: 1203 },
  ].map((original) => planGeometry(original, preprocess).size);
  return one && other && one.width === other.width && one.height === other.height ? one : null;
}

function checkProbability(
  ports: readonly Metadata[],
  { name, index, as }: NonNullable<GraphSettings['output']['probability']>,
): string {
  const setting = 'output.probability';
  const port = portOf(ports, setting, name);
  const shape = `[${port.shape.join(', ')}]`;
  if (port.type !== 'float32')
    throw wrong(`the output ${port.name} is ${port.type}; ${setting} reads float32`);
  if (port.shape.length > 2)
    throw wrong(
      `the output ${port.name} has the shape ${shape}; ${setting} reads [n], [n, 1] or [n, values]`,
    );
  const values = port.shape.length === 2 ? port.shape[1] : 1;
  if (isFixed(values) && index >= values)
    throw wrong(`${setting}.index is ${index}, but the output ${port.name} has the shape ${shape}`);
  if (values === 1 && as === 'softmax')
    throw wrong(`the softmax of one value is always 1: the output ${port.name} has the shape ${shape}`);
  return port.name;
}

const classTypes: readonly string[] = ['int64', 'int32', 'uint8'];

function checkMask(
  ports: readonly Metadata[],
  { name, index, as }: NonNullable<GraphSettings['output']['mask']>,
): string {
  const setting = 'output.mask';
  const port = portOf(ports, setting, name);
  const shape = `[${port.shape.join(', ')}]`;
  const types = as === 'classes' ? classTypes : ['float32'];
  if (!types.includes(port.type))
    throw wrong(`the output ${port.name} is ${port.type}; ${setting} as ${as} reads ${types.join(', ')}`);
  if (port.shape.length !== 3 && port.shape.length !== 4)
    throw wrong(
      `the output ${port.name} has the shape ${shape}; ${setting} reads [n, h, w] or [n, classes, h, w]`,
    );
  const planes = port.shape.length === 4 ? port.shape[1] : 1;
  if (as === 'classes') {
    if (isFixed(planes) && planes !== 1)
      throw wrong(`the output ${port.name} has the shape ${shape}; numbers of classes come in one plane`);
    return port.name;
  }
  if (isFixed(planes) && index >= planes)
    throw wrong(`${setting}.index is ${index}, but the output ${port.name} has the shape ${shape}`);
  if (planes === 1 && as === 'softmax')
    throw wrong(`the softmax of one class is always 1: the output ${port.name} has the shape ${shape}`);
  return port.name;
}

/** Free axes have a name, or a number below 0. */
const isFixed = (axis: number | string | undefined): axis is number => typeof axis === 'number' && axis >= 0;

const wrong = (message: string) => new ModelFailure('model', message);

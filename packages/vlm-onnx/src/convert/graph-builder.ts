/** `TensorProto.DataType`, as far as used here. */
export const dataTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float16: 10 } as const;
export type DataType = keyof typeof dataTypes;

export type Attribute = number | { float: number } | readonly number[];

export type Node = {
  op: string;
  /** Empty for ONNX's own operators. */
  domain: string;
  inputs: string[];
  outputs: string[];
  attributes: Record<string, Attribute>;
};

/** A named size stands for one that is known at run time only. */
export type ValueInfo = { name: string; type: DataType; shape: (number | string)[] };

export type Initializer = {
  name: string;
  type: DataType;
  dims: number[];
  /** The numbers themselves, or the file next to the model that holds them, and where, in bytes. */
  data: Uint8Array | { location: string; offset: number; length: number };
};

export type Graph = {
  name: string;
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  nodes: Node[];
  initializers: Initializer[];
};

/** Collects a graph; every call that makes a node gives the name of its (first) output. */
export class GraphBuilder {
  readonly graph: Graph;
  #count = 0;
  readonly #constants = new Map<string, string>();

  constructor(name: string) {
    this.graph = { name, inputs: [], outputs: [], nodes: [], initializers: [] };
  }

  input(name: string, type: DataType, shape: ValueInfo['shape']): string {
    this.graph.inputs.push({ name, type, shape });
    return name;
  }

  /** Gives the value of a node to the outside, where it is called `name`. */
  output(name: string, value: string, type: DataType, shape: ValueInfo['shape']): void {
    const rename = (names: string[]) => names.map((other) => (other === value ? name : other));
    for (const node of this.graph.nodes) {
      node.inputs = rename(node.inputs);
      node.outputs = rename(node.outputs);
    }
    this.graph.outputs.push({ name, type, shape });
  }

  node(
    op: string,
    inputs: string[],
    attributes: Record<string, Attribute> = {},
    { domain = '' }: { domain?: string } = {},
  ): string {
    const output = this.#fresh();
    this.graph.nodes.push({ op, domain, inputs, outputs: [output], attributes });
    return output;
  }

  /** Cuts `value` along `axis` into parts of these sizes. */
  split(value: string, axis: number, sizes: number[]): string[] {
    return this.cut(value, axis, this.ints(sizes), sizes.length);
  }

  /** As `split`, where the sizes are an int64 vector of the graph. */
  cut(value: string, axis: number, sizes: string, count: number): string[] {
    const outputs = Array.from({ length: count }, () => this.#fresh());
    const inputs = [value, sizes];
    this.graph.nodes.push({ op: 'Split', domain: '', inputs, outputs, attributes: { axis } });
    return outputs;
  }

  /** `shape` may hold 0 (keep this side) and one −1 (what remains). */
  reshape(value: string, shape: number[]): string {
    return this.node('Reshape', [value, this.ints(shape)]);
  }

  /** An int64 vector. */
  ints(values: number[]): string {
    const data = BigInt64Array.from(values, BigInt);
    return this.#constant('int64', [values.length], new Uint8Array(data.buffer));
  }

  int(value: number): string {
    return this.#constant('int64', [], new Uint8Array(BigInt64Array.of(BigInt(value)).buffer));
  }

  /** Numbers as float32; a single one without `dims` is a scalar. */
  floats(values: Iterable<number>, dims: number[] = []): string {
    return this.#constant('float32', dims, new Uint8Array(Float32Array.from(values).buffer));
  }

  initializer(initializer: Initializer): string {
    this.graph.initializers.push(initializer);
    return initializer.name;
  }

  #constant(type: DataType, dims: number[], data: Uint8Array): string {
    const key = `${type}[${dims.join()}]${Buffer.from(data).toString('base64')}`;
    let name = this.#constants.get(key);
    if (name === undefined) {
      name = this.initializer({ name: `constant.${this.#constants.size}`, type, dims, data });
      this.#constants.set(key, name);
    }
    return name;
  }

  #fresh(): string {
    return `v${this.#count++}`;
  }
}

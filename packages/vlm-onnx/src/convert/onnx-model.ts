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
  /** The numbers themselves, or where in which file beside the model they lie, in bytes. */
  data: Uint8Array | { location: string; offset: number; length: number };
};

export type Graph = {
  name: string;
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  nodes: Node[];
  initializers: Initializer[];
};

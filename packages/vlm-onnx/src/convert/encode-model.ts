import {
  dataTypes,
  type Attribute,
  type Graph,
  type Initializer,
  type Node,
  type ValueInfo,
} from './graph-builder.ts';
import { MessageWriter } from './protobuf.ts';

/** ONNX IR 10 with opset 21, and version 1 of ONNX Runtime's own operators. */
const irVersion = 10;
const opsets = { '': 21, 'com.microsoft': 1 };

/** `AttributeProto.AttributeType`. */
const attributeTypes = { float: 1, int: 2, ints: 7 };
/** `TensorProto.DataLocation.EXTERNAL`. */
const external = 1;

/** A graph as the bytes of an `.onnx` file: `ModelProto` of onnx.proto3, whose field numbers these are. */
export function encodeModel(graph: Graph, producer: { name: string; version: string }): Uint8Array {
  const model = new MessageWriter()
    .varint(1, irVersion)
    .string(2, producer.name)
    .string(3, producer.version)
    .message(7, (writer) => writeGraph(writer, graph));
  for (const [domain, version] of Object.entries(opsets))
    model.message(8, (writer) => writer.string(1, domain).varint(2, version));
  return model.finish();
}

function writeGraph(writer: MessageWriter, graph: Graph): void {
  for (const [i, node] of graph.nodes.entries())
    writer.message(1, (nested) => writeNode(nested, node, `${i}.${node.op}`));
  writer.string(2, graph.name);
  for (const tensor of graph.initializers) writer.message(5, (nested) => writeTensor(nested, tensor));
  for (const input of graph.inputs) writer.message(11, (nested) => writeValue(nested, input));
  for (const output of graph.outputs) writer.message(12, (nested) => writeValue(nested, output));
}

function writeNode(writer: MessageWriter, node: Node, name: string): void {
  for (const input of node.inputs) writer.string(1, input);
  for (const output of node.outputs) writer.string(2, output);
  writer.string(3, name).string(4, node.op);
  for (const [key, value] of Object.entries(node.attributes))
    writer.message(5, (nested) => writeAttribute(nested.string(1, key), value));
  writer.string(7, node.domain);
}

function writeAttribute(writer: MessageWriter, value: Attribute): void {
  if (typeof value === 'number') writer.varint(3, value).varint(20, attributeTypes.int);
  else if ('float' in value) writer.float(2, value.float).varint(20, attributeTypes.float);
  else writer.packed(8, value).varint(20, attributeTypes.ints);
}

function writeTensor(writer: MessageWriter, { name, type, dims, data }: Initializer): void {
  writer.packed(1, dims).varint(2, dataTypes[type]).string(8, name);
  if (data instanceof Uint8Array) {
    writer.bytes(9, data);
    return;
  }
  for (const [key, value] of Object.entries(data))
    writer.message(13, (entry) => entry.string(1, key).string(2, String(value)));
  writer.varint(14, external);
}

function writeValue(writer: MessageWriter, { name, type, shape }: ValueInfo): void {
  writer.string(1, name).message(2, (typeWriter) =>
    typeWriter.message(1, (tensor) =>
      tensor.varint(1, dataTypes[type]).message(2, (shapeWriter) => {
        for (const side of shape)
          shapeWriter.message(1, (dim) =>
            typeof side === 'number' ? dim.varint(1, side) : dim.string(2, side),
          );
      }),
    ),
  );
}

#!/usr/bin/env bash
# onnxruntime-node copies every output to a new tensor, one that the caller gave included.
#
# Seen with onnxruntime-node 1.30.0 on the CPU: `run(feeds, { y: tensor })` fills the tensor that it is given, as its documentation
# says of pre-allocated outputs, and returns another tensor of the same values in memory of its own.
#
# Why it matters: who gives a tensor wants to spare that memory. A decoder that hands its cache from one token to the next in
# tensors given in advance has it copied whole for every token, and the garbage collector has to take the copies away. Outputs
# that are small (the new keys and values alone), or on a device, are the way out.
#
# Fails when any of this changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts onnxruntime-node@1.30.0
cat > probe.mjs <<'PROBE'
import ort from 'onnxruntime-node';

// y = x + x for 262,144 numbers, as a model in ONNX's protocol buffers.
const size = 262_144;
const varint = (n) => (n > 127 ? [(n & 127) | 128, ...varint(n >>> 7)] : [n]);
const number = (field, value) => [...varint(field * 8), ...varint(value)];
const bytes = (field, value) => [...varint(field * 8 + 2), ...varint(value.length), ...value];
const text = (field, value) => bytes(field, [...Buffer.from(value)]);
const shape = bytes(2, bytes(1, number(1, size)));
const value = (field, name) =>
  bytes(field, [...text(1, name), ...bytes(2, bytes(1, [...number(1, 1), ...shape]))]);
const add = bytes(1, [...text(1, 'x'), ...text(1, 'x'), ...text(2, 'y'), ...text(4, 'Add')]);
const graph = [...add, ...text(2, 'twice'), ...value(11, 'x'), ...value(12, 'y')];
const model = Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, number(2, 17))]);

const session = await ort.InferenceSession.create(model, { logSeverityLevel: 3 });
const x = new ort.Tensor('float32', new Float32Array(size).fill(1), [size]);
const given = new ort.Tensor('float32', new Float32Array(size), [size]);
const { y } = await session.run({ x }, { y: given });
console.log('in the given tensor:', given.data[0]);
console.log('in the returned tensor:', y.data[0]);
console.log('the given tensor is returned:', y === given);
console.log('they share memory:', y.data.buffer === given.data.buffer);
PROBE
node probe.mjs | diff - <(cat <<'SEEN'
in the given tensor: 2
in the returned tensor: 2
the given tensor is returned: false
they share memory: false
SEEN
)
echo 'As described.'

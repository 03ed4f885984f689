import type { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { checkGraph } from './check-graph.ts';
import { graphBackendSchema } from './settings.ts';

type Port = InferenceSession.TensorValueMetadata;

const port = (name: string, shape: (string | number)[], type: Port['type'] = 'float32'): Port => ({
  name,
  isTensor: true,
  type,
  shape,
});

const input = port('input', ['n', 3, 'height', 'width']);
const logit = port('logit', ['n', 1]);
const planes = port('planes', ['n', 2, 56, 56]);

type Settings = Partial<z.input<typeof graphBackendSchema>>;

function check(inputs: Port[], outputs: Port[], settings: Settings = {}) {
  const output = { probability: { as: 'sigmoid' } } as const;
  const whole = graphBackendSchema.parse({ kind: 'graph', file: 'a.onnx', output, ...settings });
  return checkGraph({ inputMetadata: inputs, outputMetadata: outputs }, whole);
}

test('finds the ports, by name where there are several', () => {
  expect(check([input], [logit])).toEqual({
    input: 'input',
    probability: 'logit',
    mask: null,
    outputs: ['logit'],
    batch: 8,
  });
  const output = {
    probability: { name: 'logit', as: 'sigmoid' },
    mask: { name: 'planes', as: 'softmax' },
  } as const;
  expect(check([input], [planes, logit], { output, batch: 2 })).toMatchObject({
    probability: 'logit',
    mask: 'planes',
    batch: 2,
  });
});

test('a graph for one image gets one at a time', () => {
  expect(check([port('x', [1, 3, 224, 224])], [port('y', [1, 1])]).batch).toBe(1);
});

test('a size that depends on the image is left to each image', () => {
  const preprocess: Settings['preprocess'] = [{ do: 'resize-shortest', side: 256, resample: 'bilinear' }];
  expect(check([port('x', ['n', 3, 224, 224])], [logit], { preprocess }).batch).toBe(8);
});

const softmax = (name?: string): Settings => ({
  output: { mask: { as: 'softmax', index: 1, ...(name && { name }) } },
});

describe('says what does not fit', () => {
  test.each<[string, Port[], Port[], Settings, string]>([
    [
      'two inputs',
      [input, port('mask', ['n'])],
      [logit],
      {},
      'the graph has the inputs input, mask: say in input.name which is meant',
    ],
    [
      'a second input',
      [input, port('dct', ['n'])],
      [logit],
      { input: { name: 'input' } },
      'the graph also takes dct: export it so that the image is all it takes',
    ],
    [
      'no such input',
      [input],
      [logit],
      { input: { name: 'x' } },
      'input.name is x, but the graph has the inputs input',
    ],
    [
      'two outputs',
      [input],
      [logit, planes],
      {},
      'the graph has the outputs logit, planes: say in output.probability.name which is meant',
    ],
    [
      'halves',
      [port('input', input.shape.slice(), 'float16')],
      [logit],
      {},
      'the input input is float16; float32 is fed: export it with float32 inputs',
    ],
    [
      'a flat input',
      [port('x', ['n', 150528])],
      [logit],
      {},
      'the input x has the shape [n, 150528]; four axes are fed (nchw)',
    ],
    [
      'the other layout',
      [port('x', ['n', 224, 224, 3])],
      [logit],
      {},
      'the input x has the shape [n, 224, 224, 3], so 224 channels in the layout nchw; 3 are fed: is input.layout right?',
    ],
    [
      'a fixed batch',
      [port('x', [4, 3, 32, 32])],
      [logit],
      {},
      'the input x takes 4 images at once, always: export it with a free batch axis',
    ],
    [
      'another size',
      [port('x', ['n', 3, 256, 224])],
      [logit],
      { preprocess: [{ do: 'resize', size: [224, 224], resample: 'bilinear' }] },
      'preprocess makes 224 × 224 pixels, but the input x has the shape [n, 3, 256, 224] (nchw)',
    ],
    [
      'a mask for a probability',
      [input],
      [planes],
      {},
      'the output planes has the shape [n, 2, 56, 56]; output.probability reads [n], [n, 1] or [n, values]',
    ],
    [
      'an index too far',
      [input],
      [logit],
      { output: { probability: { as: 'sigmoid', index: 1 } } },
      'output.probability.index is 1, but the output logit has the shape [n, 1]',
    ],
    [
      'softmax of one',
      [input],
      [logit],
      { output: { probability: { as: 'softmax' } } },
      'the softmax of one value is always 1: the output logit has the shape [n, 1]',
    ],
    [
      'whole numbers',
      [input],
      [port('y', ['n', 2], 'int64')],
      {},
      'the output y is int64; output.probability reads float32',
    ],
    [
      'a probability for a mask',
      [input],
      [logit],
      softmax(),
      'the output logit has the shape [n, 1]; output.mask reads [n, h, w] or [n, classes, h, w]',
    ],
    [
      'a class too far',
      [input],
      [port('y', ['n', 1, 7, 7])],
      softmax(),
      'output.mask.index is 1, but the output y has the shape [n, 1, 7, 7]',
    ],
    [
      'values for classes',
      [input],
      [planes],
      { output: { mask: { as: 'classes', resample: 'nearest' } } },
      'the output planes is float32; output.mask as classes reads int64, int32, uint8',
    ],
    [
      'classes for values',
      [input],
      [port('y', ['n', 7, 7], 'int64')],
      softmax(),
      'the output y is int64; output.mask as softmax reads float32',
    ],
    [
      'planes of classes',
      [input],
      [port('y', ['n', 2, 7, 7], 'int64')],
      { output: { mask: { as: 'classes', resample: 'nearest' } } },
      'the output y has the shape [n, 2, 7, 7]; numbers of classes come in one plane',
    ],
  ])('%s', (_, inputs, outputs, settings, message) => {
    expect(() => check(inputs, outputs, settings)).toThrow(
      expect.objectContaining({ fault: 'model', message }),
    );
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explanationOf } from '../testing/arbitrary-explanation.ts';
import { explanationFromTrainingRow } from './explanation-from-training-row.ts';
import { trainingRowSchema } from './training-row-schema.ts';
import { trainingRow } from './training-row.ts';

const user = { role: 'user', content: '<image>Is this image real or generated?' };
const assistant = (content: string) => ({ role: 'assistant', content });
const generated = assistant(
  '<think>Look. <ref-object><bbox>\n<ref-object><bbox><tag>anatomy, text</tag></think> <verdict>generated</verdict>',
);
const row = {
  messages: [user, generated],
  images: ['images/batch_a/0001.png'],
  objects: {
    ref: ['six fingers', 'no letters'],
    bbox: [
      [10, 20, 30, 40],
      [50, 60, 70.5, 80],
    ],
  },
};
const realRow = {
  messages: [user, assistant('<think>All is well.</think><verdict>real</verdict>')],
  images: ['images/real_batch/0001.jpg'],
  objects: {},
};

const errorsOf = (value: unknown) => {
  const result = explanationFromTrainingRow(value);
  return result.ok ? [] : result.errors.map(({ field, message }) => `${field}: ${message}`);
};

const box = (n: number) => [n, n, n + 9, n + 9];
const said = (...contents: string[]) =>
  contents.map((content, index) =>
    index === contents.length - 1
      ? assistant(`<think>${content}</think><verdict>generated</verdict>`)
      : { role: 'user', content },
  );
const regionsOf = (value: unknown) => {
  const result = explanationFromTrainingRow(value);
  return result.ok ? result.explanation.regions.map(({ box, description }) => [box[0], description]) : result;
};

describe('descriptions and boxes', () => {
  test.each<[string, string[], string[], number, [number, string][]]>([
    [
      'one for two boxes',
      ['<ref-object><bbox><bbox>'],
      ['a'],
      2,
      [
        [0, 'a'],
        [10, 'a'],
      ],
    ],
    ['one of the question too', ['What of <ref-object>?', '<ref-object><bbox>'], ['q', 'a'], 1, [[0, 'a']]],
    [
      'only of the question',
      ['Where is <ref-object>?', 'Here: <bbox><bbox>'],
      ['q'],
      2,
      [
        [0, 'q'],
        [10, 'q'],
      ],
    ],
    ['a box of the question', ['What is <bbox>?', '<ref-object><bbox>'], ['a'], 2, [[10, 'a']]],
    [
      'first all, then all',
      ['<ref-object>, <ref-object>: <bbox><bbox>'],
      ['a', 'b'],
      2,
      [
        [0, 'a'],
        [10, 'b'],
      ],
    ],
    ['one without a box', ['<ref-object>, but <ref-object><bbox>'], ['a', 'b'], 1, [[0, 'b']]],
    [
      'two for one, one for another',
      ['<ref-object><bbox> <bbox>\n<ref-object><bbox>'],
      ['a', 'b'],
      3,
      [
        [0, 'a'],
        [10, 'a'],
        [20, 'b'],
      ],
    ],
    [
      'boxes first',
      ['<bbox> <ref-object>, <bbox> <ref-object>'],
      ['a', 'b'],
      2,
      [
        [0, 'a'],
        [10, 'b'],
      ],
    ],
    ['none at all', ['<bbox>'], [], 1, [[0, '']]],
  ])('%s', (_, contents, ref, boxes, expected) => {
    const bbox = Array.from({ length: boxes }, (_, index) => box(10 * index));
    expect(regionsOf({ messages: said(...contents), images: ['a.png'], objects: { ref, bbox } })).toEqual(
      expected,
    );
  });

  const qwen = '<|object_ref_start|>sky<|object_ref_end|><|box_start|>(10,10),(50,50)<|box_end|>';
  test.each([
    [qwen, 'Qwen’s markers'],
    ['<ref>sky</ref><box>[[10, 10, 50, 50]]</box>', 'InternVL’s markers'],
    ['sky [10, 10, 50, 50]', 'brackets'],
    ['[{"bbox_2d": [10, 10, 50, 50], "label": "sky"}]', 'JSON'],
  ])('written out as %s need to say what they count', (text, form) => {
    const written = { messages: said(text), images: ['a.png'] };
    for (const objects of [{}, null, undefined, { ref: null, bbox: null }, { ref: [], bbox: [] }]) {
      expect(errorsOf({ ...written, objects })).toEqual([
        expect.stringMatching(
          `^messages\\[0\\]\\.content: the answer has boxes in ${form}, but "objects" has none;.*bbox_type`,
        ),
      ]);
    }
    expect(explanationFromTrainingRow({ ...written, objects: { bbox_type: 'norm1000' } })).toMatchObject({
      ok: true,
      space: 'norm-1000',
      explanation: { reasoning: '', regions: [{ box: [10, 10, 50, 50], description: 'sky' }] },
      warnings: [],
    });
  });

  test.each([
    ['<|ref|>sky<|/ref|><|det|>[[1, 2, 3, 4]]<|/det|>', /DeepSeek/],
    ['<loc0001><loc0002><loc0003><loc0004> sky', /markers of places/],
    ['sky <loc_1><loc_2><loc_3><loc_4>', /markers of places/],
    ['<phrase>sky</phrase><object><patch_index_0044><patch_index_0863></object>', /Kosmos/],
    ['<|quad_start|>(1,1),(2,1),(2,2),(1,2)<|quad_end|>', /quadrangles/],
  ])('written out as %s are refused', (text, reason) => {
    expect(errorsOf({ messages: said(text), images: ['a.png'], objects: { bbox_type: 'real' } })).toEqual([
      expect.stringMatching(reason),
    ]);
  });

  test('written out beside others are refused', () => {
    const objects = { ref: ['a'], bbox: [box(0)] };
    expect(errorsOf({ messages: said(`<ref-object><bbox> ${qwen}`), images: ['a.png'], objects })).toEqual([
      expect.stringMatching(/besides those of "objects"/),
    ]);
  });

  test('numbers in brackets are no boxes where nothing is said to be odd', () => {
    const messages = [assistant('<think>As in [1, 2, 3, 4].</think><verdict>real</verdict>')];
    expect(explanationFromTrainingRow({ messages, images: ['a.png'] })).toMatchObject({ ok: true });
    // Three numbers are no box either.
    expect(explanationFromTrainingRow({ messages: said('in [1, 2, 3]'), images: ['a.png'] })).toMatchObject({
      ok: true,
    });
  });
});

describe('a row of the training data', () => {
  test('of a generated image', () => {
    expect(explanationFromTrainingRow(row)).toEqual({
      ok: true,
      imagePath: 'images/batch_a/0001.png',
      label: 'generated',
      explanation: {
        verdict: 'generated',
        probability: null,
        tags: ['anatomy', 'text'],
        reasoning: 'Look.',
        regions: [
          { box: [10, 20, 30, 40], description: 'six fingers' },
          { box: [50, 60, 70.5, 80], description: 'no letters' },
        ],
      },
      space: 'original',
      warnings: [],
    });
  });

  test.each([realRow, { ...realRow, objects: undefined }, { ...realRow, objects: { ref: [], bbox: [] } }])(
    'of a real image',
    (value) => {
      expect(explanationFromTrainingRow(value)).toMatchObject({
        ok: true,
        label: 'real',
        explanation: { verdict: 'real', reasoning: 'All is well.', regions: [] },
        warnings: [],
      });
    },
  );

  test('of a generated image without boxes is let pass with a warning', () => {
    const messages = [assistant('<think>x</think><verdict>generated</verdict>')];
    const result = explanationFromTrainingRow({ ...realRow, messages });
    expect(result.ok && result.warnings.map(({ code }) => code)).toEqual(['generated_without_region']);
  });

  test.each([
    ['no object', [1], 'row: must be a JSON object with "messages", "images" and "objects"'],
    ['no messages', { ...row, messages: undefined }, 'messages: must be a list of {role, content}'],
    [
      'a content of parts',
      { ...row, messages: [{ role: 'assistant', content: [] }] },
      'messages[0].content: must be a string',
    ],
    [
      'no answer',
      { ...row, messages: [user] },
      'messages: there are 0 messages by the assistant, but one explains one image',
    ],
    [
      'two answers',
      { ...row, messages: [user, generated, generated] },
      'messages: there are 2 messages by the assistant, but one explains one image',
    ],
    ['no image', { ...row, images: [] }, 'images: must name exactly one image: one row is one explanation'],
    [
      'two images',
      { ...row, images: ['a', 'b'] },
      'images: must name exactly one image: one row is one explanation',
    ],
    ['no path', { ...row, images: [''] }, 'images[0]: must be the path of an image'],
    [
      'boxes that count something unknown',
      { ...row, objects: { ...row.objects, bbox_type: 'none' } },
      'objects.bbox_type: must say what boxes count: "real" (pixels of the original image), "norm1000" or "norm1"',
    ],
    [
      'a box of three',
      {
        ...row,
        objects: {
          ...row.objects,
          bbox: [
            [1, 2, 3],
            [1, 2, 3, 4],
          ],
        },
      },
      'objects.bbox[0]: must be four numbers [x1, y1, x2, y2]',
    ],
    [
      'a box of words',
      {
        ...row,
        objects: {
          ...row.objects,
          bbox: [
            [1, 2, 3, '4'],
            [1, 2, 3, 4],
          ],
        },
      },
      'objects.bbox[0][3]: must be a number',
    ],
    [
      'no label',
      { ...realRow, messages: [assistant('<think>x</think>')] },
      'messages[0].content: there is no label: it needs <verdict>real</verdict> or <verdict>generated</verdict>',
    ],
    [
      'two labels',
      { ...realRow, messages: [assistant('<verdict>real</verdict><verdict>generated</verdict>')] },
      'messages[0].content: the label is not clear: verdicts contradict each other',
    ],
    [
      'boxes on a real image',
      {
        ...row,
        messages: [assistant('<think><ref-object><bbox><ref-object><bbox></think><verdict>real</verdict>')],
      },
      'objects: the verdict is "real", but there are boxes; a real image has "objects": {}',
    ],
    [
      'a box whose corners are swapped',
      {
        ...row,
        objects: {
          ...row.objects,
          bbox: [
            [10, 20, 30, 40],
            [70, 60, 50, 80],
          ],
        },
      },
      'objects.bbox[1]: [70, 60, 50, 80] is out of order: a box is [x1, y1, x2, y2] with x1 < x2 and y1 < y2',
    ],
    [
      'a box written as [x1, x2, y1, y2]',
      {
        ...row,
        objects: {
          ...row.objects,
          bbox: [
            [10, 20, 30, 40],
            [400, 500, 30, 40],
          ],
        },
      },
      'objects.bbox[1]: [400, 500, 30, 40] is out of order: a box is [x1, y1, x2, y2] with x1 < x2 and y1 < y2; if it was written as [x1, x2, y1, y2], it should read [400, 30, 500, 40]',
    ],
  ])('with %s is refused', (_, value, message) => {
    expect(errorsOf(value)).toEqual([message]);
  });

  test('whose lists and placeholders differ in length is refused, with every reason', () => {
    expect(
      errorsOf({
        ...row,
        objects: {
          ref: ['a'],
          bbox: [
            [1, 2, 3, 4],
            [1, 2, 3, 4],
            [9, 2, 3, 4],
          ],
        },
      }),
    ).toEqual([
      'objects.ref: the messages have 2 <ref-object>, but "ref" has 1 entries',
      'objects.bbox: the messages have 2 <bbox>, but "bbox" has 3 entries',
      'objects.bbox[2]: [9, 2, 3, 4] is out of order: a box is [x1, y1, x2, y2] with x1 < x2 and y1 < y2',
    ]);
  });

  test('is never a reason to throw', () => {
    const mutated = fc.oneof(
      fc.jsonValue(),
      fc.record({
        messages: fc.oneof(fc.constant(row.messages), fc.jsonValue()),
        images: fc.oneof(fc.constant(row.images), fc.jsonValue()),
        objects: fc.oneof(fc.constant(row.objects), fc.jsonValue()),
      }),
    );
    fc.assert(
      fc.property(mutated, (value) => {
        const result = explanationFromTrainingRow(value);
        expect(result.ok ? result.explanation.verdict : result.errors.length).toBeTruthy();
      }),
    );
  });

  test('written is read back', () => {
    const image = { width: 640, height: 480 };
    fc.assert(
      fc.property(explanationOf(image), fc.constantFrom(undefined, ';'), (any, tagSeparator) => {
        const verdict = any.regions.length > 0 ? 'generated' : (any.verdict ?? 'real');
        const explanation = { ...any, verdict };
        const written = trainingRow({ imagePath: 'a/b.png', explanation }, { tagSeparator });
        expect(trainingRowSchema.safeParse(written).success).toBe(true);
        const read: unknown = JSON.parse(JSON.stringify(written));
        expect(explanationFromTrainingRow(read, { tagSeparator })).toMatchObject({
          ok: true,
          imagePath: 'a/b.png',
          label: verdict,
          explanation,
        });
      }),
      { numRuns: 500 },
    );
  });

  test('cannot be written without a label', () => {
    const explanation = { verdict: null, probability: null, tags: [], reasoning: '', regions: [] };
    expect(() => trainingRow({ imagePath: 'a.png', explanation })).toThrow(/a\.png has no verdict/);
  });
});

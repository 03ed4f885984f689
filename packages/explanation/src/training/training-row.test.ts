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
      'normalised boxes',
      { ...row, objects: { ...row.objects, bbox_type: 'norm1' } },
      'objects.bbox_type: must be "real": boxes are in pixels of the original image',
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
      'objects: there are 1 descriptions in "ref" but 3 boxes in "bbox"; each box needs its own description',
      'objects.ref: the assistant\'s text has 2 <ref-object>, but "ref" has 1 entries',
      'objects.bbox: the assistant\'s text has 2 <bbox>, but "bbox" has 3 entries',
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

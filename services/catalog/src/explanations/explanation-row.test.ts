import {
  decodeMask,
  maskArea,
  maskBounds,
  serialiseExplanation,
  type Explanation,
} from '@fakexplain/explanation';
import { expect, test } from 'vitest';
import { checkRow } from '../rows/check-row.ts';
import { explanationRowSchema, readExplanation, type Reading } from './explanation-row.ts';

const image = { width: 200, height: 100 };
const read = (row: unknown, defaults: Reading = {}) =>
  readExplanation(checkRow(explanationRowSchema, row), image, defaults);
const structured = (explanation: object) => ({ image: 'a.png', explanation });

const explanation: Explanation = {
  verdict: 'generated',
  probability: null,
  tags: ['texture'],
  reasoning: 'the fur melts',
  regions: [{ box: [10, 20, 110, 90], description: 'fur without hairs' }],
};

test('a structured row is taken as it is', () => {
  expect(read(structured({ ...explanation, probability: 0.75 }))).toEqual({
    explanation: { ...explanation, probability: 0.75 },
    parseStatus: 'ok',
    parseProblems: [],
  });
  expect(read(structured({ verdict: 'real' })).explanation).toEqual({
    verdict: 'real',
    probability: null,
    tags: [],
    reasoning: '',
    regions: [],
  });
});

test('a raw text is parsed by the header or by its own word', () => {
  const text = serialiseExplanation(explanation, { grammar: 'internvl', space: 'norm-1000', image });
  const parsed = read({ image: 'a.png', text }, { grammar: 'internvl', space: 'norm-1000' });
  expect(parsed).toMatchObject({ explanation, parseStatus: 'ok', raw: { text, grammar: 'internvl' } });
  expect(
    read({ image: 'a.png', text, grammar: 'internvl', space: 'norm-1000', probability: 0.5 }, {}).explanation,
  ).toEqual({ ...explanation, probability: 0.5 });
});

test('how a text is read is the row’s word, else the header’s, and kept; null is no word', () => {
  const large = { width: 2048, height: 1536 };
  const text =
    '<think><|object_ref_start|>six fingers<|object_ref_end|><|box_start|>(448,164),(785,492)<|box_end|></think>' +
    '<verdict>generated</verdict>';
  const header: Reading = {
    grammar: 'qwen2.5-vl',
    space: 'qwen-smart-resized',
    resize: { maxPixels: 1_003_520 },
  };
  const boxOf = (row: unknown) => readExplanation(explanationRowSchema.parse(row), large, header);
  const limited = boxOf({ image: 'a.png', text, grammar: null, resize: null, explanation: null });
  const rounded = limited.explanation.regions[0]?.box.map((value) => Math.round(10 * value) / 10);
  expect(rounded).toEqual([799.2, 299.9, 1400.4, 899.7]);
  expect(limited.raw?.settings).toEqual({ resize: { maxPixels: 1_003_520 } });
  for (const resize of [{ maxPixels: 12_845_056 }, { max_pixels: 12_845_056, minPixels: null }]) {
    const own = boxOf({ image: 'a.png', text, resize });
    expect(own.explanation.regions[0]?.box[0]).toBeCloseTo(448, -1);
  }
  const twice = explanationRowSchema.safeParse({ resize: { max_pixels: 10_000, maxPixels: 10_000 } });
  expect(twice.error?.issues).toMatchObject([{ keys: ['max_pixels'] }]);
});

test('a raw text that is no explanation is kept as failed', () => {
  const text = 'I am sorry \0 <|box_start|>(((';
  expect(read({ image: 'a.png', text }, { grammar: 'qwen2.5-vl', space: 'original' })).toMatchObject({
    explanation: { verdict: null, regions: [] },
    parseStatus: 'failed',
    raw: { text: 'I am sorry \uFFFD <|box_start|>(((' },
  });
});

const region = (box: number[]) => structured({ verdict: 'generated', regions: [{ box, description: 'x' }] });

test.each<[string, unknown, string, RegExp]>([
  ['nothing said', { image: 'a.png' }, '', /either "explanation" or "text"/],
  ['both said', { ...structured({ verdict: 'real' }), text: 'x' }, '', /either/],
  [
    'no grammar',
    { image: 'a.png', text: 'x', space: 'original' },
    'grammar',
    /neither the row nor the header/,
  ],
  ['no space', { image: 'a.png', text: 'x', grammar: 'plain' }, 'space', /neither the row nor the header/],
  ['no verdict', structured({ tags: [] }), 'explanation.verdict', /real.*generated/],
  ['a probability beyond 1', structured({ verdict: 'real', probability: 2 }), 'explanation.probability', /1/],
  ['an unknown field', structured({ verdict: 'real', label: 1 }), 'explanation', /label/],
  ['NUL in a tag', structured({ verdict: 'real', tags: ['a\0'] }), 'explanation.tags[0]', /not text/],
  ['swapped corners', region([110, 20, 10, 90]), 'explanation.regions[0].box', /x1 < x2/],
  ['axes together', region([10, 110, 5, 90]), 'explanation.regions[0].box', /it could be \[x1, x2, y1, y2\]/],
  ['a size', region([100, 60, 50, 30]), 'explanation.regions[0].box', /it could be \[x, y, width, height\]/],
  ['an empty box', region([10, 20, 10, 90]), 'explanation.regions[0].box', /x1 < x2/],
  ['a box outside', region([10, 20, 201, 90]), 'explanation.regions[0].box', /beyond the image.*200 × 100/],
  ['a box before the image', region([-1, 20, 20, 90]), 'explanation.regions[0].box', /beyond/],
  ['three numbers', region([1, 2, 3]), 'explanation.regions[0].box', /4|tuple|small|few/i],
  [
    'a mask of another size',
    structured({
      verdict: 'generated',
      regions: [{ box: [1, 2, 3, 4], description: '', mask: { size: [200, 100], counts: '' } }],
    }),
    'explanation.regions[0].mask.size',
    /\[height, width\], \[100, 200\]/,
  ],
])('%s is refused', (_, row, field, reason) => {
  expect(() => read(row)).toThrow(
    expect.objectContaining({ faults: [{ field, reason: expect.stringMatching(reason) }] }),
  );
});

test('what rounding took beyond the image is clipped and noted', () => {
  const fitted = (box: number[]) => {
    const { explanation, parseStatus, parseProblems } = read(region(box));
    return [explanation.regions[0]?.box, parseStatus, ...parseProblems.map(({ code }) => code)];
  };
  expect(fitted([0, 0, 200.0000000000001, 90])).toEqual([[0, 0, 200, 90], 'ok', 'box_out_of_image']);
  expect(fitted([-0.5, 20, 20, 100.5])).toEqual([[0, 20, 20, 100], 'ok', 'box_out_of_image']);
  expect(fitted([0, 0, 200, 100])).toEqual([[0, 0, 200, 100], 'ok']);
  expect(() => fitted([0, 0, 200.51, 90])).toThrow(/beyond the image/);
  expect(() => fitted([200, 0, 200.2, 90])).toThrow(/beyond the image/);
});

test('shares are never pixels, unless the row says so', () => {
  expect(() => read(region([0.1, 0.2, 0.5, 1]))).toThrow(/shares of width and height/);
  const said = { ...region([0.1, 0.2, 0.5, 1.0000001]), space: 'norm-1' };
  expect(read(said).explanation.regions[0]?.box).toEqual([20, 20, 100, 100]);
  expect(read({ ...region([100, 200, 500, 1000]), space: 'norm-1000' }).explanation.regions[0]?.box).toEqual([
    20, 20, 100, 100,
  ]);
});

test('numbers that are not what their space counts are refused with what was said of them', () => {
  expect(() => read({ ...region([10, 20, 500, 600]), space: 'norm-1' })).toThrow(
    '[10, 20, 500, 600] reaches beyond the image: its numbers are to be shares of width and height (0 to 1), as the space norm-1 says',
  );
  expect(() => read({ ...region([10, 20, 500, 1600]), space: 'norm-1000' })).toThrow(
    /thousandths of width and height \(0 to 1000\), as the space norm-1000 says/,
  );
});

test('boxes of a resized image are mapped with the limits of its processor, or refused where it cannot be', () => {
  const said = { ...region([448, 164, 785, 492]), space: 'qwen-smart-resized' };
  const boxOf = (row: unknown, size: { width: number; height: number }, defaults: Reading = {}) =>
    readExplanation(checkRow(explanationRowSchema, row), size, defaults).explanation.regions[0]?.box;
  const large = { width: 2048, height: 1536 };
  // The picture is seen as 1148 × 840.
  const expected = [448 * (2048 / 1148), 164 * (1536 / 840), 785 * (2048 / 1148), 492 * (1536 / 840)];
  const resize = { maxPixels: 1_003_520 };
  for (const box of [boxOf({ ...said, resize }, large), boxOf(said, large, { resize })]) {
    expect(box?.map((value) => value.toFixed(6))).toEqual(expected.map((value) => value.toFixed(6)));
  }
  expect(() => boxOf({ ...said, resize }, { width: 2010, height: 10 })).toThrow(
    expect.objectContaining({
      faults: [{ field: 'explanation.regions[0].box', reason: expect.stringMatching(/aspect ratio of 201/) }],
    }),
  );
});

test('null, as Python writes it, is not there', () => {
  const nothing = { tags: null, reasoning: null, regions: null, probability: null };
  const nameless = { box: [1, 2, 30, 40], description: null, mask: null };
  const { regions } = read(structured({ verdict: 'generated', regions: [nameless] })).explanation;
  expect(regions).toEqual([{ box: [1, 2, 30, 40], description: '' }]);
  expect(
    read({ ...structured({ verdict: 'real', ...nothing }), text: null, sha256: null, grammar: null }),
  ).toMatchObject({ explanation: { verdict: 'real', tags: [], reasoning: '', regions: [] } });
});

// By pycocotools 2.0.11, of 64 × 48 pixels: a rectangle [4, 30, 16, 40] as runs, and another shape compressed.
const small = { width: 64, height: 48 };
const lengths = [222, ...Array.from({ length: 11 }, () => [10, 38]).flat(), 10, 2312];
const compressed = '\\l16W16L2N2N2O0O2O0000000001N101N2N2N4Jg8';

const readMasked = (mask: unknown, box = [4, 30, 16, 40]) =>
  readExplanation(
    checkRow(
      explanationRowSchema,
      structured({ verdict: 'generated', regions: [{ box, description: 'x', mask }] }),
    ),
    small,
    {},
  );

test('masks in all forms of COCO are one', () => {
  const expected = readMasked({ size: [48, 64], counts: lengths });
  const mask = expected.explanation.regions[0]?.mask;
  const runs = decodeMask(mask ?? { size: [48, 64], counts: '' });
  expect([maskBounds(runs), maskArea(runs)]).toEqual([[4, 30, 16, 40], 120]);
  expect(expected.parseProblems).toEqual([]);
  for (const form of [
    mask,
    { size: [48, 64], counts: Array.from(mask?.counts ?? '', (character) => character.charCodeAt(0)) },
    [[4, 30, 16, 30, 16, 40, 4, 40]],
  ]) {
    expect(readMasked(form)).toEqual(expected);
  }
});

test.each<[string, unknown, string, RegExp]>([
  ['str() of bytes', `b'${compressed}'`, '.counts', /begin with b'.*decode\(\)/],
  ['a string that was cut', compressed.slice(0, -3), '.counts', /cover|truncated/],
  ['nothing', '', '.counts', /cover 0 pixels/],
  ['lengths of another size', lengths.slice(2), '.counts', /cover/],
  ['a negative length', [-1, 3073], '.counts', /run 1/],
  ['an object', {}, '', /list of numbers/],
])('a mask of %s is refused, never taken for its box', (_, counts, field, reason) => {
  const place = `explanation.regions[0].mask${field}`;
  expect(() => readMasked({ size: [48, 64], counts })).toThrow(
    expect.objectContaining({ faults: [{ field: place, reason: expect.stringMatching(reason) }] }),
  );
});

test('a mask that is empty or reaches out of its box is told', () => {
  const codes = (mask: unknown, box?: number[]) =>
    readMasked(mask, box).parseProblems.map(({ code }) => code);
  const there = { size: [48, 64], counts: lengths };
  expect(codes(there, [30, 10, 40, 20])).toEqual(['mask_outside_box']);
  expect(codes(there, [4.9, 30.4, 15.3, 39.2])).toEqual([]);
  expect(codes({ size: [48, 64], counts: [3072] })).toEqual(['empty_mask']);
});

test('every fault of a row is told', () => {
  expect(() => read(structured({ verdict: 'maybe', tags: 'many' }))).toThrow(
    expect.objectContaining({
      faults: [
        expect.objectContaining({ field: 'explanation.verdict' }),
        expect.objectContaining({ field: 'explanation.tags' }),
      ],
    }),
  );
});

test('brackets, bullets and markers describe nothing, in a structured row as in a text', () => {
  const described = (description: string) => {
    const { explanation, parseStatus, parseProblems } = read(
      structured({ verdict: 'generated', regions: [{ box: [1, 2, 30, 40], description }] }),
    );
    return [explanation.regions[0]?.description, parseStatus, ...parseProblems.map(({ code }) => code)];
  };
  for (const nothing of ['- ', '{"label":', '"}', '•', '[]', '{"bbox_2d": [']) {
    expect(described(nothing)).toEqual(['', 'partial', 'region_without_description']);
  }
  expect(described('<|object_ref_start|>hand<|object_ref_end|>')).toEqual([
    'hand',
    'partial',
    'foreign_markup',
  ]);
  expect(described('hand<|im_end|>')).toEqual(['hand', 'ok']);
  for (const words of ['label', 'the sign says "text:"', 'a < b', '手が六本', '  two  spaces']) {
    expect(described(words)).toEqual([words, 'ok']);
  }
  expect(described('')).toEqual(['', 'ok']);
});

test('reasoning and tags of markers alone say nothing; tags count once', () => {
  const said = read(structured({ verdict: 'real', reasoning: '<|im_end|>', tags: ['a', '- ', 'a'] }));
  expect(said.explanation).toMatchObject({ reasoning: '', tags: ['a'] });
  expect(said.parseStatus).toBe('partial');
  expect(said.parseProblems.map(({ code }) => code)).toEqual(['empty_words', 'repeated_tag']);
});

test('a region that is said thirty times counts once, which is told once', () => {
  const hand = { box: [10, 20, 110, 90], description: 'hand' };
  const regions = [...Array.from({ length: 30 }, () => hand), { ...hand, description: 'arm' }];
  const said = read(structured({ verdict: 'generated', regions }));
  expect(said.explanation.regions).toEqual([hand, { ...hand, description: 'arm' }]);
  expect(said.parseStatus).toBe('ok');
  expect(said.parseProblems).toEqual([
    {
      code: 'repeated_region',
      message: 'said more than once and counted once: [10, 20, 110, 90] hand, and 28 more',
    },
  ]);
});

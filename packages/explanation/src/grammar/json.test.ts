import { describe, expect, test } from 'vitest';
import type { GrammarOptions } from './parse-explanation.ts';
import { parseExplanation } from './parse-explanation.ts';
import { serialiseExplanation } from './serialise-explanation.ts';

const image = { width: 640, height: 480 };

function parse(think: string, options: Partial<GrammarOptions> = {}) {
  const text = `<think>${think}<tag>anatomy</tag></think><verdict>generated</verdict>`;
  const { explanation, status, problems } = parseExplanation(text, {
    grammar: 'json',
    space: 'original',
    image,
    ...options,
  });
  return {
    status,
    codes: problems.map(({ code }) => code),
    reasoning: explanation.reasoning,
    regions: explanation.regions.map(({ box, description }) => [description, ...box]),
  };
}

const two = [
  ['six fingers', 10, 10, 100, 100],
  ['melted ear', 200, 10, 300, 100],
];
const one = [['six fingers', 10, 10, 100, 100]];

// What an untuned Qwen2.5-VL answers, with grammar plain and json.
describe.each(['json', 'plain'] as const)('boxes in JSON, read as %s', (grammar) => {
  test.each([
    '\nThe hand looks odd.\n```json\n[\n\t{"bbox_2d": [10, 10, 100, 100], "label": "six fingers"},\n\t{"bbox_2d": [200, 10, 300, 100], "label": "melted ear"}\n]\n```\n',
    'The hand looks odd. [{"bbox_2d": [10, 10, 100, 100], "label": "six fingers"}, {"bbox_2d": [200, 10, 300, 100], "label": "melted ear"}]',
    'The hand looks odd.\n```json\n{"bbox": [10, 10, 100, 100], "description": "six fingers"}\n```\n```\n{"bbox": [200, 10, 300, 100], "text": "melted ear"}\n```',
    'The hand looks odd.\n{"objects": [{"category": "six fingers", "bbox": [10, 10, 100, 100]}, {"label": "melted ear", "bbox": ["200", "10", "300", "100"]}]}',
    "The hand looks odd. [{'bbox_2d': [10, 10, 100, 100], 'label': 'six fingers'}, {bbox_2d: [[200, 10], [300, 100]], label: 'melted ear'},]",
    'The hand looks odd. {"label": ["six fingers", "melted ear"], "bbox": [[10, 10, 100, 100], [200, 10, 300, 100]]}',
    'The hand looks odd. {"six fingers": [10, 10, 100, 100], "melted ear": [200, 10, 300, 100]}',
    'The hand looks odd. [{"box": {"x1": 10, "y1": 10, "x2": 100, "y2": 100}, "name": "six fingers"}, {"bounding_box": {"x": 200, "y": 10, "width": 100, "height": 90}, "label": "melted ear"}]',
    'The hand looks odd. {“regions”: [{“bbox_2d”: [10, 10, 100, 100], “label”: “six fingers”}, {“bbox_2d”: [200, 10, 300, 100], “label”: “melted ear”}]}',
    'The hand looks odd. [{"x": 10, "y": 10, "width": 90, "height": 90, "label": "six fingers"}, {"x1": 200, "y1": 10, "x2": 300, "y2": 100, "label": "melted ear"}]',
    '{"analysis": "The hand looks odd.", "regions": [{"xmin": 10, "ymin": 10, "xmax": 100, "ymax": 100, "label": "six fingers"}, {"left": 200, "top": 10, "right": 300, "bottom": 100, "text": "melted ear"}]}',
    '{"reasoning": "The hand looks odd.", "regions": [{"bbox_2d": "[10, 10, 100, 100]", "label": "six fingers"}, {"bbox_2d": [200, 10, 300, 100], "label": "melted ear"}]}',
  ])('%s', (think) => {
    expect(parse(think, { grammar })).toEqual({
      status: 'ok',
      codes: [],
      reasoning: 'The hand looks odd.',
      regions: two,
    });
  });

  test.each([
    ['{"bbox_2d": [10, 10, 100, 100], "label": "six fingers"}, {"bbox_2d": [200, 1', one],
    [
      '[{"bbox_2d": [10, 10, 100, 100], "label": "six fingers"}, {"label": "melted ear", "bbox_2d": [200, 10, 300, 100',
      one,
    ],
    ['[{"bbox_2d": [10, 10, 100, 100], "label": "six fingers"', one],
    ['[{"bbox_2d": [10, 10, 100, 100], "label": "six fing', [['six fing', 10, 10, 100, 100]]],
    [
      '[{"bbox_2d": [10, 10, 100, 100], "label": "six fingers"} and {"bbox_2d": [200, 10, 300, 100], "label": "melted ear"}]',
      two,
    ],
  ])('%s is cut off: what is whole is kept, and the cut is told', (think, regions) => {
    const parsed = parse(think, { grammar });
    expect(parsed).toMatchObject({ status: 'partial', regions });
    expect(parsed.codes).toContain('cut_json');
  });

  test('what the list of a real image holds is nothing', () => {
    const { status, explanation } = parseExplanation(
      '<think>Nothing is odd.\n```json\n[]\n```\n</think><verdict>real</verdict>',
      { grammar, space: 'original', image },
    );
    expect({ status, explanation }).toMatchObject({
      status: 'ok',
      explanation: { reasoning: 'Nothing is odd.', regions: [] },
    });
  });

  test('words of several keys stand one after another, and quotation marks that are not escaped are kept', () => {
    const think =
      '{"bbox": [10, 10, 100, 100], "category": "text", "description": "a sign that says "STOPP" twice"}';
    expect(parse(think, { grammar }).regions).toEqual([
      ['text: a sign that says "STOPP" twice', 10, 10, 100, 100],
    ]);
  });

  test.each([
    [
      '{"bbox_2d": [10, 10, 100, 100], "label": "a", "confidence": 0.9, "id": 3}',
      'ok',
      ['ignored_json', 'ignored_json'],
    ],
    ['{"bbox_2d": [10, 10, 100, 100], "label": "a", "severity": "high"}', 'partial', ['unread_json']],
    ['{"bbox_2d": [10, 10, 100, 100], "label": "- ["}', 'partial', ['region_without_description']],
    [
      '{"bbox_2d": [10, 10, 100], "label": "a"}',
      'partial',
      ['description_without_box', 'malformed_box', 'generated_without_region'],
    ],
    [
      '{"point_2d": [10, 10], "label": "a"}',
      'partial',
      ['description_without_box', 'ignored_json', 'generated_without_region'],
    ],
    ['{"hand": "six fingers"}', 'partial', ['unread_json', 'generated_without_region']],
  ])('%s: what is not read is told', (think, status, codes) => {
    expect(parse(think, { grammar })).toMatchObject({ status, codes });
  });
});

test.each([
  ['{"bbox_xywh": [10, 10, 90, 90], "label": "six fingers"}', one],
  ['{"bbox_cxcywh": [55, 55, 90, 90], "label": "six fingers"}', one],
  ['[{"bbox_2d": (10, 10, 100, 100), "label": "six fingers"}]', one],
  ['[{"bbox_2d": [10, 10, 100, 100], "label": "six\nfingers"}]', [['six\nfingers', 10, 10, 100, 100]]],
  ['[{"bbox_2d": [10, 10, 100, 100, "label": "six fingers"}]', one],
  [
    '[{"bbox_2d": [10, 10, 100, 100], // the hand\n "label": "six fingers" // odd\n}, {"bbox_2d": [200, 10, 300, 100], "label": "melted ear"}]',
    two,
  ],
  [
    '［｛“bbox_2d”：［10，10，100，100］，“label”：“六根手指，模糊”｝］',
    [['六根手指，模糊', 10, 10, 100, 100]],
  ],
  [
    '{"bbox_2d": [10, 10, 100, 100], "label": ["six fingers", "no nails"]}',
    [['six fingers, no nails', 10, 10, 100, 100]],
  ],
  ['<|begin_of_box|>[{"bbox_2d": [10, 10, 100, 100], "label": "six fingers"}]<|end_of_box|>', one],
])('%s is read', (think, regions) => {
  expect(parse(think)).toEqual({ status: 'ok', codes: [], reasoning: '', regions });
});

test.each([
  ['[{\\"bbox_2d\\": [10, 10, 100, 100], \\"label\\": \\"six fingers\\"}]', ['escaped_json']],
  ['six fingers <|begin_of_box|>[[10, 10, 100, 100]]<|end_of_box|>', ['plain_lines']],
  [
    '[{"bbox_2d": [10, 10, 100, 100], "label": "six fingers"}, {"bbox_2d": [10, 10, 100, 100], "label": "six fingers "}]',
    ['repeated_region'],
  ],
])('%s is read, with a note', (think, codes) => {
  expect(parse(think)).toEqual({ status: 'ok', codes, reasoning: '', regions: one });
});

test.each(['original', 'norm-1000', 'qwen-smart-resized'] as const)(
  'shares of the image are no box in %s',
  (space) => {
    const shares = '{"bbox_2d": [0.1, 0.2, 0.3, 1], "label": "six fingers"}';
    expect(parse(shares, { space })).toMatchObject({
      status: 'partial',
      codes: ['box_in_shares', 'generated_without_region'],
      regions: [],
    });
    expect(parse(shares, { space: 'norm-1' }).regions).toEqual([['six fingers', 64, 96, 192, 480]]);
  },
);

describe('the order of a box', () => {
  test('is told by names of sides, whatever the setting', () => {
    const sides = '{"ymin": 20, "xmin": 10, "ymax": 200, "xmax": 100}';
    for (const key of ['box_2d', 'bbox']) {
      const think = `{"${key}": ${sides}, "label": "six fingers"}`;
      for (const boxOrder of [undefined, 'xyxy', 'yxyx'] as const) {
        expect(parse(think, { boxOrder })).toMatchObject({
          codes: [],
          regions: [['six fingers', 10, 20, 100, 200]],
        });
      }
    }
  });

  const box2d = '[{"box_2d": [10, 20, 100, 200], "label": "six fingers"}]';
  const bbox2d = '[{"bbox_2d": [10, 20, 100, 200], "label": "six fingers"}]';

  test('is [y1, x1, y2, x2] in Gemini’s box_2d, which is noted', () => {
    expect(parse(box2d, { space: 'norm-1000', image: { width: 2000, height: 1000 } })).toEqual({
      status: 'ok',
      codes: ['rows_first'],
      reasoning: '',
      regions: [['six fingers', 40, 10, 400, 100]],
    });
  });

  test('is what the setting says', () => {
    const across = [['six fingers', 10, 20, 100, 200]];
    const down = [['six fingers', 20, 10, 200, 100]];
    expect(parse(bbox2d).regions).toEqual(across);
    expect(parse(box2d, { boxOrder: 'xyxy' })).toMatchObject({ codes: [], regions: across });
    expect(parse(bbox2d, { boxOrder: 'yxyx' }).regions).toEqual(down);
    expect(parse('six fingers [10, 20, 100, 200]', { grammar: 'plain', boxOrder: 'yxyx' }).regions).toEqual(
      down,
    );
  });
});

test('without JSON, lines are read, and that is noted; beside JSON they are told', () => {
  expect(parse('six fingers [10, 10, 100, 100]')).toMatchObject({
    status: 'ok',
    codes: ['plain_lines'],
    regions: one,
  });
  const json = '{"bbox_2d": [10, 10, 100, 100], "label": "six fingers"}';
  expect(parse(`The ear [1, 2, 3, 4] is odd. ${json}`)).toMatchObject({
    codes: ['unread_box'],
    regions: one,
  });
});

test('in a grammar of markers JSON stays prose, and is told', () => {
  const json = '[{"bbox_2d": [10, 10, 100, 100], "label": "six fingers"}]';
  expect(parse(`<ref>ear</ref><box>[[1, 2, 3, 4]]</box> ${json}`, { grammar: 'internvl' })).toMatchObject({
    status: 'partial',
    codes: ['unread_box'],
    regions: [['ear', 1, 2, 3, 4]],
  });
});

test('the serialiser writes what Qwen2.5-VL was trained to write, as JSON that parses', () => {
  const explanation = {
    verdict: 'generated' as const,
    probability: null,
    tags: [],
    reasoning: 'Look.',
    regions: [
      { box: [10, 10, 100, 100] as [number, number, number, number], description: 'six "fingers"' },
      { box: [200, 10, 300, 100] as [number, number, number, number], description: '<think>' },
    ],
  };
  const text = serialiseExplanation(explanation, { grammar: 'json', space: 'original', image });
  const fenced = /```json\n([^]*)\n```/.exec(text)?.[1] ?? '';
  expect(JSON.parse(fenced)).toEqual([
    { bbox_2d: [10, 10, 100, 100], label: 'six "fingers"' },
    { bbox_2d: [200, 10, 300, 100], label: '<think>' },
  ]);
});

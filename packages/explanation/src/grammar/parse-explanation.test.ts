import { describe, expect, test } from 'vitest';
import type { Grammar } from '../types.ts';
import { parseExplanation } from './parse-explanation.ts';
import type { GrammarOptions } from './parse-explanation.ts';

const image = { width: 640, height: 480 };

function parse(text: string, options: Partial<GrammarOptions> = {}) {
  return parseExplanation(text, { grammar: 'internvl', space: 'original', image, ...options });
}

/** The status and the codes of all problems: what most examples below are about. */
function outcome(text: string, options: Partial<GrammarOptions> = {}) {
  const { status, problems } = parse(text, options);
  return [status, ...problems.map(({ code }) => code)];
}

/** A sound answer around a piece of its think. */
const answer = (think: string) => `<think>${think}<tag>shape</tag></think> <verdict>generated</verdict>`;

describe('a sound answer', () => {
  const expected = {
    explanation: {
      verdict: 'generated',
      probability: null,
      tags: ['anatomy', 'text'],
      reasoning: 'Looking at the hands. The sign is odd too.',
      regions: [
        { box: [100, 120, 180, 240], description: 'six fingers' },
        { box: [300, 20, 420, 60], description: 'letters that are no letters' },
      ],
    },
    status: 'ok',
    problems: [],
  };

  test('of Qwen2.5-VL', () => {
    const text = `<think>Looking at the hands.
<|object_ref_start|>six fingers<|object_ref_end|><|box_start|>(100,120),(180,240)<|box_end|> The sign is odd too.
<|object_ref_start|>letters that are no letters<|object_ref_end|><|box_start|>(300,20),(420,60)<|box_end|>
<tag>anatomy, text</tag></think> <verdict>generated</verdict><|im_end|>`;
    expect(parse(text, { grammar: 'qwen2.5-vl' })).toEqual(expected);
  });

  test('of InternVL, on its 0–1000 grid', () => {
    const text = `<think>Looking at the hands. <ref>six fingers</ref><box>[[156.25, 250, 281.25, 500]]</box>
The sign is odd too. <ref>letters that are no letters</ref><box>[[468.75, 41.6666666666666666667, 656.25, 125]]</box>
<tag>anatomy, text</tag></think><verdict>generated</verdict>`;
    expect(parse(text, { space: 'norm-1000' })).toEqual(expected);
  });

  test('in plain text', () => {
    const text = `<think>
Looking at the hands.
six fingers [100, 120, 180, 240]
The sign is odd too.
letters that are no letters [300, 20, 420, 60]
<tag>anatomy, text</tag>
</think>
<verdict>generated</verdict>`;
    expect(parse(text, { grammar: 'plain' })).toEqual(expected);
  });

  test('about a real image has neither regions nor tags', () => {
    expect(parse('<think>No region looks synthetic.</think> <verdict>real</verdict>')).toEqual({
      explanation: {
        verdict: 'real',
        probability: null,
        tags: [],
        reasoning: 'No region looks synthetic.',
        regions: [],
      },
      status: 'ok',
      problems: [],
    });
  });
});

describe('verdicts', () => {
  const said = (text: string) => parse(`<think>x</think>${text}`);

  test.each([
    ['<verdict> Real. </verdict>', 'real'],
    ['<VERDICT>REAL</Verdict>', 'real'],
    ['<verdict>"real"', 'real'],
    ['<verdict>real</verdict><verdict>real</verdict>', 'real'],
    ['<verdict>generated</verdict><verdict>real</verdict>', 'real'],
    ['<verdict>real</verdict><verdict>generated</verdict>', 'generated'],
    ['<verdict>real</verdict><verdict>maybe</verdict>', 'real'],
    ['<verdict>not real</verdict>', null],
    ['<verdict>unreal</verdict>', null],
    ['<verdict></verdict>', null],
    ['real', null],
  ])('%s is %s', (text, verdict) => {
    expect(said(text).explanation.verdict).toBe(verdict);
  });

  test.each([
    ['<think>x</think>', ['failed', 'missing_verdict']],
    ['', ['failed', 'missing_think', 'missing_verdict']],
    ['<think>x</think><verdict>fake</verdict>', ['failed', 'unknown_verdict']],
    ['<think>x</think><verdict>real</verdict><verdict>maybe</verdict>', ['partial', 'unknown_verdict']],
    ['<think>x</think><verdict>real</verdict><verdict>real</verdict>', ['ok', 'repeated_verdict']],
    [
      `${answer('<ref>a</ref><box>[1,2,3,4]</box>')}<verdict>real</verdict>`,
      ['partial', 'several_verdicts', 'real_with_region'],
    ],
    ['<think>x</think><verdict>real', ['ok', 'unclosed_markup']],
    ['<think>x <verdict>real</verdict></think>', ['ok', 'verdict_inside_think']],
  ])('%j gives %j', (text, expected) => {
    expect(outcome(text)).toEqual(expected);
  });
});

describe('think', () => {
  test.each([
    ['Nothing odd. <verdict>real</verdict>', 'Nothing odd.', ['partial', 'missing_think']],
    ['<think>Nothing odd. <verdict>real</verdict>', 'Nothing odd.', ['ok', 'unclosed_think']],
    ['Nothing odd.</think><verdict>real</verdict>', 'Nothing odd.', ['ok', 'unopened_think']],
    ['<think>Nothing <think>odd.</think><verdict>real</verdict>', 'Nothing odd.', ['ok', 'repeated_think']],
    [
      '<think>Nothing</think><think>odd.</think><verdict>real</verdict>',
      'Nothing odd.',
      ['ok', 'repeated_think'],
    ],
    ['<think>Nothing odd.</think></think><verdict>real</verdict>', 'Nothing odd.', ['ok', 'stray_markup']],
    [
      'Sure! <think>Nothing odd.</think><verdict>real</verdict>',
      'Nothing odd.',
      ['partial', 'text_outside_think'],
    ],
    [
      '<think>Nothing odd.</think><verdict>real</verdict> Bye!',
      'Nothing odd.',
      ['partial', 'text_after_verdict'],
    ],
    ['<think>1 &lt; 2 &amp;lt; &#91;3 & &x;</think><verdict>real</verdict>', '1 < 2 &lt; [3 & &x;', ['ok']],
    ['<think>&#32;a&#10;&#10;b</think><verdict>real</verdict>', 'a b', ['ok']],
    ['<think>&#0; &#55296; &#9999999;</think><verdict>real</verdict>', '&#0; &#55296; &#9999999;', ['ok']],
    ['<think>a\0b\uD800</think><verdict>real</verdict>', 'a\uFFFDb\uFFFD', ['ok', 'invalid_characters']],
  ])('%j says %j', (text, reasoning, expected) => {
    expect(parse(text).explanation.reasoning).toBe(reasoning);
    expect(outcome(text)).toEqual(expected);
  });
});

describe('an answer', () => {
  const expected = parse(answer('Odd. <ref>a</ref><box>[1,2,3,4]</box>')).explanation;
  const whole = answer('Odd. <ref>a</ref><box>[1,2,3,4]</box>');

  test.each([
    [`\`\`\`xml\n${whole}\n\`\`\``, ['ok', 'fenced_answer']],
    [`<pad><pad>${whole}<|im_end|>\n<|endoftext|><|endoftext|><|end|>`, ['ok']],
    [`${whole}<|im_start|>`, ['partial', 'text_after_verdict']],
  ])('with something around it is the same: %j', (text, codes) => {
    expect(parse(text).explanation).toEqual(expected);
    expect(outcome(text)).toEqual(codes);
  });

  test('written again and again counts once', () => {
    const { explanation, status, problems } = parse(whole.repeat(10));
    expect(explanation).toEqual(expected);
    expect(status).toBe('ok');
    expect(new Set(problems.map(({ code }) => code))).toEqual(
      new Set(['repeated_think', 'repeated_tag', 'repeated_region', 'repeated_text', 'repeated_verdict']),
    );
  });
});

describe('tags', () => {
  const region = '<ref>a</ref><box>[[1,2,3,4]]</box>';
  const tagsOf = (text: string, tagSeparator?: string) => parse(text, { tagSeparator }).explanation.tags;

  test('are separated as the model does it', () => {
    expect(tagsOf('<tag>texture  quality,shape , , text</tag>')).toEqual([
      'texture quality',
      'shape',
      'text',
    ]);
    expect(tagsOf('<tag>a, b | c</tag>', ' | ')).toEqual(['a, b', 'c']);
    expect(tagsOf('<tag>a\n\nb c</tag>', '\n')).toEqual(['a', 'b c']);
    expect(tagsOf('<tag>a&#44; b</tag><tag>c</tag>')).toEqual(['a, b', 'c']);
  });

  test('may stand outside think, or be missing, and that is told', () => {
    const [inside, outside] = [`<think>${region}</think>`, '<verdict>generated</verdict>'];
    expect(outcome(`${inside}<tag>a</tag>${outside}`)).toEqual(['ok', 'tag_outside_think']);
    expect(outcome(inside + outside)).toEqual(['ok', 'missing_tag']);
  });

  test('cannot be separated by nothing or by markup', () => {
    expect(() => tagsOf('<tag>a</tag>', '')).toThrow(/"" cannot separate tags/);
    expect(() => tagsOf('<tag>a</tag>', '&')).toThrow(/"&" cannot separate tags/);
  });
});

describe('regions', () => {
  const regionsOf = (think: string, grammar: Grammar = 'internvl') =>
    parse(answer(think), { grammar }).explanation.regions.map(({ box, description }) => [
      description,
      ...box,
    ]);

  test.each([
    '[[1, 2, 3, 4]]',
    '[1,2,3,4]',
    '(1,2),(3,4)',
    '[(1, 2), (3, 4)]',
    '[[1,2],[3,4]]',
    '1 2 3 4',
    ' [ 1.0 , 2. , +3 , 4e0 ] ',
  ])('%j is a box', (box) => {
    expect(regionsOf(`<ref>a</ref><box>${box}</box>`)).toEqual([['a', 1, 2, 3, 4]]);
    expect(outcome(answer(`<ref>a</ref><box>${box}</box>`))).toEqual(['ok']);
  });

  test.each([
    '',
    '[]',
    '[[1,2,3]]',
    '[1,2,3,4,5]',
    '[[1,2,3],[4,5,6,7,8]]',
    '[1,2,3,x]',
    '(1,2)',
    '[1,2,3,4] px',
    '[1,2,3,1e999]',
  ])('%j is no box', (box) => {
    expect(regionsOf(`<ref>a</ref><box>${box}</box>`)).toEqual([]);
    expect(outcome(answer(`<ref>a</ref><box>${box}</box>`))).toEqual([
      'partial',
      'malformed_box',
      'generated_without_region',
    ]);
  });

  test.each([
    [
      '<ref>a</ref><box>[[1,2,3,4],[5,6,7,8]]</box>',
      [
        ['a', 1, 2, 3, 4],
        ['a', 5, 6, 7, 8],
      ],
    ],
    [
      '<ref>a</ref><box>(1,2),(3,4),(5,6),(7,8)</box>',
      [
        ['a', 1, 2, 3, 4],
        ['a', 5, 6, 7, 8],
      ],
    ],
    [
      '<ref>a</ref><box>[1,2,3,4]</box>, <box>[5,6,7,8]</box>',
      [
        ['a', 1, 2, 3, 4],
        ['a', 5, 6, 7, 8],
      ],
    ],
    ['<ref>a</ref> is here: <box>[1,2,3,4]</box>', [['a', 1, 2, 3, 4]]],
    [
      '<ref>a</ref><box>[1,2,3,4]</box> and <box>[5,6,7,8]</box>',
      [
        ['a', 1, 2, 3, 4],
        ['', 5, 6, 7, 8],
      ],
    ],
    ['<ref> a\n  b </ref><box>[1,2,3,4]</box>', [['a b', 1, 2, 3, 4]]],
    ['<ref>a<box>[1,2,3,4]</ref>', [['a', 1, 2, 3, 4]]],
  ])('%j', (think, expected) => {
    expect(regionsOf(think)).toEqual(expected);
  });

  test.each([
    ['six fingers [1,2,3,4]', [['six fingers', 1, 2, 3, 4]]],
    [
      'a [1,2,3,4], [5,6,7,8]',
      [
        ['a', 1, 2, 3, 4],
        ['a', 5, 6, 7, 8],
      ],
    ],
    [
      'a [[1,2,3,4], [5,6,7,8]]',
      [
        ['a', 1, 2, 3, 4],
        ['a', 5, 6, 7, 8],
      ],
    ],
    [
      'a [1,2,3,4]; b (5,6),(7,8)',
      [
        ['a', 1, 2, 3, 4],
        ['b', 5, 6, 7, 8],
      ],
    ],
    [
      'a hand (left) [1,2,3,4]\r\nprose (see [7])\r\nb [5,6,7,8]',
      [
        ['a hand (left)', 1, 2, 3, 4],
        ['b', 5, 6, 7, 8],
      ],
    ],
    ['prose\n[1,2,3,4]', [['', 1, 2, 3, 4]]],
  ])('in plain text: %j', (think, expected) => {
    expect(regionsOf(think, 'plain')).toEqual(expected);
  });

  test.each([
    ['The hand [1,2,3,4] has six fingers.', 'The hand has six fingers.', ['The hand']],
    [
      'A man. The hand [1,2,3,4], it seems, and the ear [5,6,7,8] melt.',
      'A man. The hand, it seems, and the ear melt.',
      ['The hand', 'it seems, and the ear'],
    ],
    ['The hand [[1,2,3,4], [5,6,7,8]] is odd', 'The hand is odd', ['The hand', 'The hand']],
    ['- **six fingers**: [1,2,3,4]', '', ['six fingers']],
    ['* "six fingers" - bbox_2d: [1,2,3,4]', '', ['six fingers']],
    ['2. six fingers → [1,2,3,4]', '', ['six fingers']],
    ['| six fingers | [1,2,3,4] |', '', ['six fingers']],
    ['a bounding box [1,2,3,4]', '', ['a bounding box']],
  ])('a plain line %j is read as %j with %j', (line, reasoning, descriptions) => {
    const { explanation, status } = parse(answer(line), { grammar: 'plain' });
    expect(explanation.reasoning).toBe(reasoning);
    expect(explanation.regions.map(({ description }) => description)).toEqual(descriptions);
    expect(status).toBe('ok');
  });

  test.each([
    ['The <ref>left hand</ref><box>[1,2,3,4]</box> has six fingers.', 'The left hand has six fingers.'],
    ['The<ref>left hand</ref><box>[1,2,3,4]</box>has six.', 'The left hand has six.'],
    [
      'Odd are <ref>a hand</ref><box>[1,2,3,4]</box>, <ref>an ear</ref><box>[5,6,7,8]</box>.',
      'Odd are a hand, an ear.',
    ],
    ['Look. <ref>a hand</ref><box>[1,2,3,4]</box> The sign is odd.', 'Look. The sign is odd.'],
    ['- <ref>a hand</ref><box>[1,2,3,4]</box>\n- <ref>an ear</ref><box>[5,6,7,8]</box>', ''],
    [
      '1. <ref>a hand</ref><box>[1,2,3,4]</box>\n2. <ref>an ear</ref><box>[5,6,7,8]</box> is odd',
      '2. an ear is odd',
    ],
    ['左手<ref>有六根手指</ref><box>[1,2,3,4]</box>很奇怪。背景正常。', '左手有六根手指很奇怪。背景正常。'],
    ['The <ref>hand</ref><box>[1,2,3,4]</box> is odd.\n'.repeat(3), 'The hand is odd.'],
    ['Look at this. <ref>a hand</ref><box>[1,2,3,4]</box>\n'.repeat(60), 'Look at this.'],
    ['It is odd. It is odd. <ref>a hand</ref><box>[1,2,3,4]</box>', 'It is odd. It is odd.'],
  ])('%j keeps the words of its sentences: %j', (think, reasoning) => {
    expect(parse(answer(think)).explanation.reasoning).toBe(reasoning);
  });

  test.each([
    ['<ref>a</ref><quad>[[10,2],[30,5],[28,40],[1,40]]</quad>', 'internvl'],
    ['<ref>a</ref><box>[10,2,30,5,28,40,1,40]</box>', 'internvl'],
    ['<ref>a</ref><box>[[10,2],[30,5],[28,40],[1,40]]</box>', 'internvl'],
    ['a [[10, 2], [30, 5], [28, 40], [1, 40]]', 'plain'],
    [
      '<|object_ref_start|>a<|object_ref_end|><|quad_start|>(10,2),(30,5),(28,40),(1,40)<|quad_end|>',
      'qwen2.5-vl',
    ],
    ['a [10,2,30,5,28,40,1,40]', 'plain'],
    ['{"polygon": [[10,2],[30,5],[28,40],[1,40]], "label": "a"}', 'json'],
  ] as const)('%s is the rectangle around its points, and noted', (think, grammar) => {
    expect(regionsOf(think, grammar)).toEqual([['a', 1, 2, 30, 40]]);
    expect(outcome(answer(think), { grammar })).toEqual(['ok', 'polygon']);
  });

  test('said again count once, and how often is noted', () => {
    const think = '<ref>a</ref><box>[1,2,3,4]</box>'.repeat(60) + '<ref>b</ref><box>[1,2,3,4]</box>';
    expect(regionsOf(think)).toEqual([
      ['a', 1, 2, 3, 4],
      ['b', 1, 2, 3, 4],
    ]);
    const { status, problems } = parse(answer(think));
    expect({ status, problems }).toEqual({
      status: 'ok',
      problems: [
        { code: 'repeated_region', message: '"a" at [1, 2, 3, 4] is said 60 times; it counts once' },
      ],
    });
  });

  test('boxes and markers that the grammar does not read are told', () => {
    const region = '<ref>a</ref><box>[1,2,3,4]</box>';
    expect(outcome(answer(`The hand at [5,6,7,8] is odd. ${region}`))).toEqual(['partial', 'unread_box']);
    expect(outcome(answer(`${region}<|object_ref_start|>b<|object_ref_end|>`))).toEqual([
      'partial',
      'foreign_markup',
    ]);
  });

  test('markers of DeepSeek-VL2 are no words, and location tokens of PaliGemma are told', () => {
    const region = '<|ref|>six fingers<|/ref|><|det|>[[1, 2, 3, 4]]<|/det|>';
    const { status, explanation, problems } = parse(answer(region), { grammar: 'plain' });
    expect(explanation.regions).toEqual([{ box: [1, 2, 3, 4], description: 'six fingers' }]);
    expect([status, ...problems.map(({ code }) => code)]).toEqual(['partial', 'foreign_markup']);
    const located = parse(answer('six fingers <loc0010><loc0010><loc0100><loc0100>\nhand [1, 2, 3, 4]'), {
      grammar: 'plain',
    });
    expect([located.status, ...located.problems.map(({ code }) => code)]).toEqual(['partial', 'unread_box']);
  });

  test('a full stop before a description is none of its words', () => {
    const { explanation } = parse(answer('Six fingers [1,2,3,4]. Melted ear (5,6,7,8).'), {
      grammar: 'plain',
    });
    expect(explanation.regions.map(({ description }) => description)).toEqual(['Six fingers', 'Melted ear']);
  });

  test.each([
    ['<box>[1,2,3,4]</box>', ['partial', 'region_without_description']],
    ['<ref>a</ref>', ['partial', 'description_without_box', 'generated_without_region']],
    ['<ref>a</ref><ref>b</ref><box>[1,2,3,4]</box>', ['partial', 'description_without_box']],
    ['<ref>a</ref><box>[3,2,1,4]</box>', ['ok', 'box_reordered']],
    ['<ref>a</ref><box>[-1,2,3,4]</box>', ['ok', 'box_out_of_image']],
    ['<ref>a</ref><box>[640,2,700,4]</box>', ['partial', 'box_outside_image', 'generated_without_region']],
    ['<ref>a</ref><box>[1,2,1,4]</box>', ['partial', 'empty_box', 'generated_without_region']],
    ['<ref>a<box>[1,2,3,4]</box>', ['ok', 'unclosed_markup']],
    ['</box><ref>a</ref><box>[1,2,3,4]</box>', ['ok', 'stray_markup']],
    ['</think><ref>a</ref><box>[1,2,3,4]</box><think>', ['ok', 'repeated_think', 'region_outside_think']],
  ])('%j gives %j', (think, expected) => {
    expect(outcome(answer(think))).toEqual(expected);
  });

  test('corners are ordered and boxes clipped, in pixels of the original', () => {
    expect(regionsOf('<ref>a</ref><box>[700, 50, 600, -10]</box>')).toEqual([['a', 600, 0, 640, 50]]);
  });

  test('boxes of an image that the model cannot have seen are dropped', () => {
    const strip = { space: 'qwen-smart-resized', image: { width: 2010, height: 10 } } as const;
    expect(outcome(answer('<ref>a</ref><box>[1,2,3,4]</box>'), strip)).toEqual([
      'partial',
      'unmappable_box',
      'generated_without_region',
    ]);
  });
});

test('a problem says what is wrong in the text', () => {
  const { problems } = parse(answer('<ref>a</ref><box>[700, 500, 900, 900]</box><ref>a thumb</ref>'));
  expect(problems.map(({ message }) => message)).toEqual([
    'the box [700, 500, 900, 900] is outside the image of 640 × 480 pixels',
    'no box follows the description "a thumb"',
    'the verdict is "generated", but there is no region',
  ]);
});

describe('an output cut off at its token limit', () => {
  test.each(['<', '</', '<tag', '</thi', '<VERD', '</verdict'])(
    'leaves the piece %s of a marker out',
    (piece) => {
      const { explanation, problems } = parse(`<think>Looking at the hands. ${piece}`);
      expect(explanation.reasoning).toBe('Looking at the hands.');
      expect(problems.map(({ code }) => code)).toContain('cut_marker');
    },
  );

  test('keeps a `<` that begins no marker', () => {
    expect(parse('<think>The shadow is < the tree').explanation.reasoning).toBe('The shadow is < the tree');
  });
});

test.each([
  ['six fingers **[10, 20, 110, 220]**', 'six fingers'],
  ['six fingers `[10, 20, 110, 220]`', 'six fingers'],
  ['six fingers <br>[10, 20, 110, 220]', 'six fingers'],
  ['| 1 | six fingers | [10, 20, 110, 220] |', 'six fingers'],
  ['(1) six fingers [10, 20, 110, 220]', 'six fingers'],
  ['a) six fingers [10, 20, 110, 220]', 'six fingers'],
  ['[six fingers](10,20,110,220)', 'six fingers'],
  ['- **hand** (six fingers): [10, 20, 110, 220]', 'hand (six fingers)'],
  ['“ear” or “hand” [10, 20, 110, 220]', '“ear” or “hand”'],
  ['六根手指（坐标：[10, 20, 110, 220]）', '六根手指'],
  ['② 耳朵融化：[10, 20, 110, 220]', '耳朵融化'],
  ['3、耳朵 [10, 20, 110, 220]', '耳朵'],
])('%s: what a list, a table or emphasis puts around a description is no part of it', (line, description) => {
  const text = `<think>${line}<tag>a</tag></think><verdict>generated</verdict>`;
  const image = { width: 640, height: 480 };
  const { explanation, status } = parseExplanation(text, { grammar: 'plain', space: 'original', image });
  expect({ status, regions: explanation.regions, reasoning: explanation.reasoning }).toEqual({
    status: 'ok',
    regions: [{ box: [10, 20, 110, 220], description }],
    reasoning: '',
  });
});

test('a ref element that holds JSON says what that describes', () => {
  const text =
    '<think><|object_ref_start|>{"label": "six fingers"}<|object_ref_end|><|box_start|>(10,20),(110,220)<|box_end|></think><verdict>generated</verdict>';
  const image = { width: 640, height: 480 };
  const { explanation } = parseExplanation(text, { grammar: 'qwen2.5-vl', space: 'original', image });
  expect(explanation.regions).toEqual([{ box: [10, 20, 110, 220], description: 'six fingers' }]);
});

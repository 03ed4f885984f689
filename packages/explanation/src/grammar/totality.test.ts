import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coordinateSpaceSchema, explanationSchema, grammarSchema } from '../types.ts';
import type { Grammar } from '../types.ts';
import { anyText, explanationOf } from '../testing/arbitrary-explanation.ts';
import { MARKUP } from './markup.ts';
import { parseExplanation, readText } from './parse-explanation.ts';
import { ProblemLog, PROBLEMS_TOLD_PER_CODE } from './problems.ts';
import { serialiseExplanation } from './serialise-explanation.ts';
import { tokenise } from './tokenise.ts';

const grammars = fc.constantFrom(...grammarSchema.options);
const spaces = fc.constantFrom(...coordinateSpaceSchema.options);
const image = { width: 640, height: 480 };

const numberLike = fc.oneof(
  fc.double().map(String),
  fc.integer({ min: -50, max: 1100 }).map(String),
  fc.constantFrom('1e400', '-0', '1.', '.5', '+7', '--1', '0x10', '1e', '９'),
);
const boxLike = fc
  .tuple(
    fc.array(numberLike, { maxLength: 9 }),
    fc.constantFrom('[', '[[', '(', ''),
    fc.constantFrom(',', ' ', '),('),
  )
  .map(
    ([numbers, bracket, separator]) =>
      bracket + numbers.join(separator) + bracket.replaceAll('[', ']').replaceAll('(', ')'),
  );

/** Markers of all grammars in any order, among boxes and texts. */
const markupSoup = grammars.chain((grammar) =>
  fc.record({
    grammar: fc.constant(grammar),
    text: fc
      .array(
        fc.oneof(
          { weight: 4, arbitrary: fc.constantFrom(...MARKUP[grammar].map((marker) => marker.text)) },
          { weight: 2, arbitrary: boxLike },
          {
            weight: 1,
            arbitrary: fc.constantFrom('real', 'generated', ' Generated.', 'fake', '\n', '\uD800', '\0'),
          },
          { weight: 1, arbitrary: anyText },
        ),
        { maxLength: 30 },
      )
      .map((parts) => parts.join('')),
  }),
);

const damaged = fc
  .record({
    grammar: grammars,
    explanation: explanationOf(image),
    space: spaces,
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    to: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('truncated', 'cut out', 'doubled', 'nested'),
  })
  .map(({ grammar, explanation, space, from, to, how }) => {
    const whole = serialiseExplanation(explanation, { grammar, space, image });
    const [start, end] = [from * whole.length, to * whole.length].toSorted((a, b) => a - b);
    const part = whole.slice(start, end);
    const texts = {
      truncated: whole.slice(0, end),
      'cut out': whole.slice(0, start) + whole.slice(end),
      doubled: whole + part,
      nested: whole.slice(0, start) + whole + whole.slice(start),
    };
    return { grammar, text: texts[how] };
  });

const anything = fc.oneof(
  fc.record({ grammar: grammars, text: fc.string({ unit: 'binary' }) }),
  fc.record({
    grammar: grammars,
    text: fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  }),
  markupSoup,
  damaged,
);

describe('any text', () => {
  test('gives a valid explanation with its boxes inside the image', () => {
    fc.assert(
      fc.property(anything, spaces, ({ grammar, text }, space) => {
        const { explanation, status, problems } = parseExplanation(text, { grammar, space, image });
        expect(explanationSchema.parse(explanation)).toEqual(explanation);
        for (const { box } of explanation.regions) {
          const [x1, y1, x2, y2] = box;
          expect(x1 >= 0 && y1 >= 0 && x2 <= image.width && y2 <= image.height).toBe(true);
        }
        expect(status === 'failed').toBe(explanation.verdict === null);
        expect(status === 'ok' || problems.length > 0).toBe(true);
        const strings = JSON.stringify({ explanation, problems });
        expect(strings).not.toMatch(/\\u0000|\\ud[89a-f]/i);
        const { reasoning } = explanation;
        expect(reasoning).toBe(reasoning.replace(/\s+/g, ' ').trim());
      }),
      { numRuns: 1000 },
    );
  });

  test('says the same again after being written and read', () => {
    fc.assert(
      fc.property(anything, ({ grammar, text }) => {
        const options = { grammar, space: 'original', image } as const;
        const { explanation } = parseExplanation(text, options);
        const again = parseExplanation(serialiseExplanation(explanation, options), options);
        expect(again.explanation).toEqual(explanation);
      }),
      { numRuns: 1000 },
    );
  });

  test('is tiled by its tokens', () => {
    fc.assert(
      fc.property(anything, ({ grammar, text }) => {
        const tokens = [...tokenise(text, grammar)];
        expect(tokens.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
        expect(tokens.every(({ start, end }) => start < end)).toBe(true);
      }),
    );
  });
});

test('no description is made of brackets, bullets, quotation marks or markers', () => {
  const markers = [...new Set(Object.values(MARKUP).flatMap((all) => all.map(({ text }) => text)))];
  const jsonLike = fc.constantFrom(
    '{"bbox_2d": [10, 10, 100, 100], "label": ',
    '"six fingers"},',
    '"bbox": ',
    '{"label": "',
    "{'box_2d': [1, 2, 30, 40]",
    '"label": "a',
    '}, {',
    ']}',
    '```json',
    '```',
    '": "',
  );
  const garbage = fc
    .array(
      fc.oneof(
        boxLike,
        jsonLike,
        fc.constantFrom(
          '[1, 2, 30, 40]',
          '(1,2),(30,40)',
          'words',
          '- ',
          '* ',
          '1. ',
          '"',
          ': ',
          '\n',
          '•',
          '|',
        ),
        fc.constantFrom(...markers),
      ),
      { maxLength: 25 },
    )
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(grammars, garbage, (grammar, text) => {
      const { explanation, status, problems } = parseExplanation(text, { grammar, space: 'original', image });
      for (const { description } of explanation.regions) {
        expect(description).toMatch(/^$|[\p{L}\p{N}]/u);
        expect(markers.filter((marker) => description.toLowerCase().includes(marker))).toEqual([]);
        // In the elements of a grammar, and in JSON's quotation marks, stands what the model put there.
        const bare = markers.reduce((rest, marker) => rest.replaceAll(marker, ''), text);
        const isQuoted = bare.includes(`"${description}`) || bare.includes(`'${description}`);
        if ((grammar === 'plain' || grammar === 'json') && !isQuoted) {
          expect(description).not.toMatch(/^[-*•|\]})]\s|bbox_2d["']?:?$|```|[[({:]$/);
        }
      }
      const isSound = explanation.regions.every(({ description }) => description !== '');
      expect(isSound || status !== 'ok', JSON.stringify(problems)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

describe('long texts', () => {
  const LENGTH = 2 ** 17;
  const repeats: [Grammar, string][] = [
    ...grammarSchema.options.flatMap((grammar): [Grammar, string][] =>
      [
        '<',
        '<|',
        '<think',
        ' ',
        '\n',
        '&',
        '&#',
        '[',
        '(',
        '((1,2)',
        '1',
        '1.1',
        '[1',
        '[1,',
        '[1,2,3,4]',
        'x [1,2,3]',
        '</',
        '<verdict>',
        '</think>',
        '<tag>,',
        'real',
        '{',
        '[{',
        '{"a":',
        '{"a": "',
        '{"bbox_2d": [1,2,3,4], "label": "x"}, ',
        '[{"bbox_2d": [1,2,3,4], ',
        '" "',
        '```',
        '``` ',
        '. ',
        '- ',
        'a [1,2,3,4] b. ',
      ].map((part) => [grammar, part]),
    ),
    ['qwen2.5-vl', '<|box_start|>'],
    ['qwen2.5-vl', '<|box_start|>(1,2),(3,4)'],
    ['qwen2.5-vl', '<|object_ref_start|>'],
    ['qwen2.5-vl', '<|object_ref_start|>x<|box_start|>'],
    ['internvl', '<ref>x</ref><box>[[1, 2, 3, 4]]</box>'],
    ['internvl', '<box>[[1, 2, 3, 4]]</box>, '],
    ['internvl', '<ref>'],
    ['internvl', '<ref>x</ref>'],
    ['internvl', 'a <ref>x</ref>'],
    ['internvl', '<|box_start|>'],
  ];

  test.each(repeats)('%s: much of %j takes each character at most twice', (grammar, part) => {
    const problems = new ProblemLog();
    const text = part.repeat(Math.ceil(LENGTH / part.length));
    const reader = readText({
      text,
      markup: grammar,
      tagSeparator: ', ',
      place: (box) => box,
      problems,
    });
    expect(reader.charactersTaken).toBeLessThanOrEqual(2 * text.length);
    const codes = Map.groupBy(problems.list(), ({ code }) => code);
    for (const told of codes.values()) expect(told.length).toBeLessThanOrEqual(PROBLEMS_TOLD_PER_CODE + 1);
  });

  test.each(repeats)('%s: much of %j inside any element comes to an end', (grammar, part) => {
    const body = part.repeat(Math.ceil(2 ** 13 / part.length));
    // One marker of each meaning.
    const byRole = new Map(MARKUP[grammar].map((marker) => [JSON.stringify(marker.role), marker]));
    for (const { text } of byRole.values()) {
      const { status } = parseExplanation(`${text}${body}<verdict>real</verdict>`, {
        grammar,
        space: 'norm-1000',
        image,
      });
      expect(['ok', 'partial', 'failed']).toContain(status);
    }
  });
});

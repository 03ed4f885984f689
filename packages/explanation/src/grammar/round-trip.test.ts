import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { smartResize } from '../coordinates/smart-resize.ts';
import { coordinateSpaceSchema, grammarSchema } from '../types.ts';
import type { CoordinateSpace, Explanation, ImageSize } from '../types.ts';
import { explanationOf, imageSize } from '../testing/arbitrary-explanation.ts';
import { parseExplanation } from './parse-explanation.ts';
import { serialiseExplanation } from './serialise-explanation.ts';

const cases = imageSize.chain((image) =>
  fc.record({ image: fc.constant(image), explanation: explanationOf(image) }),
);
const separators = fc.constantFrom(undefined, ', ', ',', ';', ' | ', '||', '\n', ' ', '#', 'and', '手');

/** Pixels of the original image in one unit of the space. */
function unit(space: CoordinateSpace, image: ImageSize): ImageSize {
  const sizes: Record<CoordinateSpace, ImageSize> = {
    original: image,
    'qwen-smart-resized': smartResize(image),
    'norm-1000': { width: 1000, height: 1000 },
    'norm-1': { width: 1, height: 1 },
  };
  return { width: image.width / sizes[space].width, height: image.height / sizes[space].height };
}

function expectSameButForCoordinates(actual: Explanation, expected: Explanation, tolerance: number[]) {
  const withoutBoxes = (explanation: Explanation) => ({
    ...explanation,
    regions: explanation.regions.map(({ description }) => description),
  });
  expect(withoutBoxes(actual)).toEqual(withoutBoxes(expected));
  for (const [index, { box }] of actual.regions.entries()) {
    for (const [axis, value] of box.entries()) {
      const expectedValue = expected.regions[index]?.box[axis] ?? NaN;
      expect(Math.abs(value - expectedValue)).toBeLessThanOrEqual(tolerance[axis % 2] ?? 0);
    }
  }
}

describe.each(grammarSchema.options)('%s', (grammar) => {
  test('parse(serialise(x)) = x, exactly in original pixels', () => {
    fc.assert(
      fc.property(cases, separators, ({ image, explanation }, tagSeparator) => {
        const options = { grammar, space: 'original', image, tagSeparator } as const;
        const parsed = parseExplanation(serialiseExplanation(explanation, options), options);
        expect(parsed.explanation).toEqual(explanation);
      }),
      { numRuns: 500 },
    );
  });

  test('a separator cannot put a marker together from two tags', () => {
    const explanation = {
      verdict: null,
      probability: null,
      tags: ['</', 'ag>', '<t'],
      reasoning: '',
      regions: [],
    };
    const options = {
      grammar,
      space: 'original',
      image: { width: 1, height: 1 },
      tagSeparator: 't',
    } as const;
    expect(parseExplanation(serialiseExplanation(explanation, options), options).explanation).toEqual(
      explanation,
    );
  });

  test.each(coordinateSpaceSchema.options)(
    'parse(serialise(x)) = x in %s to rounding errors of a double',
    (space) => {
      fc.assert(
        fc.property(cases, ({ image, explanation }) => {
          const options = { grammar, space, image };
          const text = serialiseExplanation(explanation, { ...options, integers: false });
          const tolerance = [image.width * 1e-15, image.height * 1e-15];
          expectSameButForCoordinates(parseExplanation(text, options).explanation, explanation, tolerance);
        }),
      );
    },
  );

  test.each(['original', 'qwen-smart-resized', 'norm-1000'] as const)(
    'integers in %s move a coordinate by less than a unit, and by half of one where the box allows',
    (space) => {
      fc.assert(
        fc.property(cases, ({ image, explanation }) => {
          const options = { grammar, space, image };
          const { width, height } = unit(space, image);
          const text = serialiseExplanation(explanation, { ...options, integers: true });
          const parsed = parseExplanation(text, options).explanation;
          const broad = explanation.regions.every(
            ({ box: [x1, y1, x2, y2] }) => x2 - x1 > 1.001 * width && y2 - y1 > 1.001 * height,
          );
          const share = broad ? 0.5 : 1;
          expectSameButForCoordinates(parsed, explanation, [width * share + 1e-9, height * share + 1e-9]);
        }),
      );
    },
  );

  test('the text of a complete explanation parses without a problem that matters', () => {
    fc.assert(
      fc.property(cases, ({ image, explanation }) => {
        const complete: Explanation = {
          ...explanation,
          verdict: 'generated',
          regions: [
            { box: [0, 0, 10, 10], description: 'six fingers' },
            ...explanation.regions.filter(({ description }) => description !== ''),
          ],
        };
        const options = { grammar, space: 'original', image } as const;
        const { status, problems } = parseExplanation(serialiseExplanation(complete, options), options);
        expect({ status, codes: problems.map(({ code }) => code) }).toEqual({
          status: 'ok',
          codes: complete.tags.length === 0 ? ['missing_tag'] : [],
        });
      }),
    );
  });
});

test('models write integers in the resized and the 0–1000 space, so does the serialiser', () => {
  const explanation: Explanation = {
    verdict: 'generated',
    probability: null,
    tags: [],
    reasoning: '',
    regions: [{ box: [10.4, 20, 333.3, 400], description: 'six fingers' }],
  };
  const image = { width: 640, height: 480 };
  const written = (space: CoordinateSpace) =>
    serialiseExplanation(explanation, { grammar: 'plain', space, image }).split('\n')[1];
  expect(written('original')).toBe('six fingers [10.4, 20, 333.3, 400]');
  expect(written('qwen-smart-resized')).toBe('six fingers [10, 20, 335, 397]');
  expect(written('norm-1000')).toBe('six fingers [16, 42, 521, 833]');
  expect(written('norm-1')).toMatch(/^six fingers \[0\.01625, 0\.0416\d+, 0\.52\d+, 0\.83\d+\]$/);
});

import type { NewExplanation } from '@fakexplain/database/explanations';
import type { Explanation, Verdict } from '@fakexplain/explanation';
import { expect, test } from 'vitest';
import { Understood } from './understood.ts';

const saying = (
  verdict: Verdict | null,
  more: Partial<Explanation> = {},
  codes: string[] = [],
): NewExplanation => ({
  imageSha256: '',
  explanation: { verdict, probability: null, tags: [], reasoning: '', regions: [], ...more },
  parseStatus: 'ok',
  parseProblems: codes.map((code) => ({ code, message: '' })),
});

test('nothing is said of no rows', () => expect(new Understood().lines()).toEqual([]));

test('rows are counted by what they say, and the first are read back', () => {
  const understood = new Understood();
  const region = { box: [1, 2.26, 30, 40] as [number, number, number, number], description: 'six fingers' };
  understood.add({ image: 'a.png', label: 'real' });
  understood.add({
    image: 'b.png',
    label: 'generated',
    explanation: saying(
      'generated',
      { probability: 0.97123, regions: Array.from({ length: 5 }, () => region) },
      ['box_out_of_image', 'mask_outside_box'],
    ),
  });
  understood.add({
    image: 'c.png',
    label: 'real',
    explanation: saying(null, { reasoning: 'x'.repeat(200) }),
  });
  understood.add({
    image: 'd.png',
    label: 'real',
    explanation: { ...saying('generated'), raw: { text: 'Fake.' } },
  });
  expect(understood.lines()).toEqual([
    'Understood: 4 rows of images that are 3 real, 1 generated',
    '  verdicts: 2 generated, 1 no verdict; as the image’s label 1 of 2 times',
    '  regions: 5, 0 with a mask; 1 reached out of their image',
    '  texts: 2 structured, 1 in the source’s own words',
    '  1 × a mask that reaches out of its box',
    '  a.png: real',
    `  b.png: generated (0.971); ${'[1, 2.3, 30, 40] six fingers; '.repeat(3)}2 more regions`,
    `  c.png: no verdict; “${'x'.repeat(100)}…”`,
  ]);
});

test('verdicts that are mostly not the label are asked about', () => {
  const understood = new Understood();
  for (let row = 0; row < 10; row += 1) {
    understood.add({
      image: `${row}.png`,
      label: 'real',
      explanation: saying(row < 4 ? 'real' : 'generated'),
    });
  }
  expect(understood.lines()[1]).toMatch(/4 of 10 times; are they the wrong way round\?$/);
});

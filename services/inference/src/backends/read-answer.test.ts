import { encodeMask, explanationSchema, runsFromBox, serialiseExplanation } from '@fakexplain/explanation';
import { describe, expect, it } from 'vitest';
import { readAnswer } from './read-answer.ts';

const image = { width: 280, height: 140 };
const reading = { grammar: 'qwen2.5-vl', space: 'qwen-smart-resized' } as const;
const explanation = {
  verdict: 'generated' as const,
  probability: null,
  tags: ['anatomy'],
  reasoning: 'Look at the hand.',
  regions: [{ box: [28, 28, 56, 84] as [number, number, number, number], description: 'six fingers' }],
};
const text = serialiseExplanation(explanation, { ...reading, image });
const asText = { kind: 'text', truncated: false, tokens: null, probability: null } as const;

describe('a text', () => {
  it('is read by the grammar of the manifest', () => {
    const read = readAnswer({ ...asText, text, probability: 0.9 }, { reading }, image);
    expect(read).toEqual({
      explanation: { ...explanation, probability: 0.9 },
      parseStatus: 'ok',
      parseProblems: [],
      raw: { text, ...reading },
    });
  });

  it('that broke off is at best partial', () => {
    const read = readAnswer({ ...asText, text, truncated: true }, { reading }, image);
    expect(read.parseStatus).toBe('partial');
    expect(read.parseProblems.map(({ code }) => code)).toEqual(['truncated']);
    const cut = readAnswer({ ...asText, text: text.slice(0, 60), truncated: true }, { reading }, image);
    expect(cut.parseStatus).toBe('failed');
  });

  it('whose special tokens were left out is told of', () => {
    const bare = text.replaceAll(/<\|\w+\|>/g, '');
    const { parseStatus, parseProblems } = readAnswer({ ...asText, text: bare }, { reading }, image);
    expect(parseStatus).toBe('partial');
    expect(parseProblems.map(({ code }) => code)).toContain('lost_markers');
  });

  it('that is no explanation at all is failed, and kept', () => {
    const read = readAnswer({ ...asText, text: 'I cannot help with \0 that.' }, { reading }, image);
    expect(read).toMatchObject({ parseStatus: 'failed', raw: { text: 'I cannot help with \uFFFD that.' } });
  });

  it('of a model that should not write is refused', () => {
    expect(() => readAnswer({ ...asText, text }, {}, image)).toThrow(/does not say how a text is read/);
  });
});

it.each([
  [0.5, 'real'],
  [0.500001, 'generated'],
])('a probability of %f means %s', (probability, verdict) => {
  const read = readAnswer({ kind: 'probability', probability }, {}, image);
  expect(read.explanation).toEqual({ verdict, probability, tags: [], reasoning: '', regions: [] });
});

describe('a mask', () => {
  const mask = encodeMask(runsFromBox([10, 20, 30, 40], image));
  const empty = encodeMask(runsFromBox([0, 0, 0, 0], image));

  it('becomes regions, and any marked pixel the verdict', () => {
    const { explanation } = readAnswer({ kind: 'mask', mask, probability: null }, {}, image);
    expect(explanationSchema.parse(explanation)).toEqual(explanation);
    expect(explanation).toMatchObject({ verdict: 'generated', probability: null });
    expect(explanation.regions.map(({ box }) => box)).toEqual([[10, 20, 30, 40]]);
    expect(readAnswer({ kind: 'mask', mask: empty, probability: null }, {}, image).explanation.verdict).toBe(
      'real',
    );
  });

  it('leaves the verdict to a probability beside it', () => {
    const { explanation } = readAnswer({ kind: 'mask', mask, probability: 0.2 }, {}, image);
    expect(explanation).toMatchObject({ verdict: 'real', probability: 0.2, regions: [{}] });
  });

  it('of another size is refused', () => {
    const other = { width: 140, height: 280 };
    expect(() => readAnswer({ kind: 'mask', mask, probability: null }, {}, other)).toThrow(/280 × 140/);
  });
});

it('an explanation made elsewhere stays as it is', () => {
  expect(readAnswer({ kind: 'explanation', explanation }, {}, image)).toMatchObject({
    explanation,
    parseStatus: 'ok',
    raw: null,
  });
});

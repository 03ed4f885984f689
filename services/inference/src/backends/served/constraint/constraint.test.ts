import {
  grammarSchema,
  parseExplanation,
  serialiseExplanation,
  type Box,
  type CoordinateSpace,
  type Explanation,
  type Grammar,
} from '@fakexplain/explanation';
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { literalOfGbnf, matchGbnf } from '../../../../../../test/harness/model-server/match-gbnf.ts';
import { constraintFields } from './constraint-fields.ts';
import { explanationTree, literal, probeText } from './grammar-tree.ts';
import { writeGrammar, writeRegex } from './write-tree.ts';

// Texts are made from expressions slowly where a machine is busy.
vi.setConfig({ testTimeout: 60_000 });

const image = { width: 640, height: 480 };
const spaces: CoordinateSpace[] = ['original', 'qwen-smart-resized', 'norm-1000'];
const cases = grammarSchema.options.flatMap((grammar) => spaces.map((space) => ({ grammar, space })));

const words = fc
  .array(
    fc.constantFrom('six', 'fingers', '"', '[', ']', '(1,2)', '&', '&lt;', '\\', '手', '👍', 'é', '>', '|'),
    {
      minLength: 1,
      maxLength: 4,
    },
  )
  .map((all) => all.join(' '));
const box = fc
  .tuple(fc.nat(600), fc.nat(440), fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 40 }))
  .map(([x, y, width, height]): Box => [x, y, x + width, y + height]);
const explanation: fc.Arbitrary<Explanation> = fc
  .record({
    tags: fc.array(words, { maxLength: 3 }),
    reasoning: fc.oneof(fc.constant(''), words),
    regions: fc.array(fc.record({ box, description: words }), { maxLength: 4 }),
  })
  .map((rest) => ({ ...rest, probability: null, verdict: rest.regions.length > 0 ? 'generated' : 'real' }));

/** As a server matches: wholly. */
const regexOf = (grammar: Grammar, space: CoordinateSpace) =>
  new RegExp(`^${writeRegex(explanationTree(grammar, space))}$`);

const accepts = (grammar: Grammar, space: CoordinateSpace) => {
  const regex = regexOf(grammar, space);
  const written = writeGrammar(explanationTree(grammar, space));
  return (text: string) => ({ regex: regex.test(text), grammar: matchGbnf(written, text) });
};

describe.each(cases)('the constraint of $grammar in $space', ({ grammar, space }) => {
  const matches = accepts(grammar, space);

  it('accepts what the serialiser writes, as a regular expression and as a grammar', () => {
    fc.assert(
      fc.property(explanation, (explanation) => {
        const text = serialiseExplanation(explanation, { grammar, space, image, integers: true });
        expect(matches(text)).toEqual({ regex: true, grammar: true });
      }),
      { numRuns: 25 },
    );
  });

  it('allows only texts with a verdict and nothing dropped but boxes that lie wrongly', () => {
    const aboutPlaces = new Set(['empty_box', 'box_outside_image', 'box_out_of_image', 'box_reordered']);
    const notes = new Set(['generated_without_region', 'missing_tag', 'region_without_description']);
    fc.assert(
      fc.property(fc.stringMatching(regexOf(grammar, space), { size: 'xsmall' }), (text) => {
        expect(matches(text)).toEqual({ regex: true, grammar: true });
        const { explanation, problems } = parseExplanation(text, { grammar, space, image });
        expect(explanation.verdict).not.toBeNull();
        expect(problems.filter(({ code }) => !aboutPlaces.has(code) && !notes.has(code))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  it('refuses a text without a verdict, with one too many, or with a region of a real image', () => {
    const text = probeText(grammar, space);
    expect(matches(text)).toEqual({ regex: true, grammar: true });
    for (const wrong of [
      text.replace(/<verdict>.*/, ''),
      `${text}<verdict>real</verdict>`,
      text.replace('generated', 'real'),
      text.replace('<think>', ''),
      text.replace(/\d/, 'x'),
      `Sure! ${text}`,
    ]) {
      expect(matches(wrong)).toEqual({ regex: false, grammar: false });
    }
  });

  it('takes time linear in the text, even where it refuses', () => {
    const text = probeText(grammar, space).replace('</think>', `${'(1, 2) words '.repeat(20_000)}`);
    expect(regexOf(grammar, space).test(text)).toBe(false);
  });
});

it('writes one text alone for a probe, with every special character as itself', () => {
  const text = 'a\n"b\\" <|box_start|>(1.5)[x]{2}^$*+?';
  expect(new RegExp(`^${writeRegex(literal(text))}$`).test(text)).toBe(true);
  expect(literalOfGbnf(writeGrammar(literal(text)))).toBe(text);
  expect(matchGbnf(writeGrammar(literal(text)), text)).toBe(true);
});

it.each([
  ['none', {}],
  ['vllm-regex', { structured_outputs: { regex: 'a\\.b' } }],
  ['vllm-grammar', { structured_outputs: { grammar: 'root ::= "a.b"\n' } }],
  ['sglang-regex', { regex: 'a\\.b' }],
  ['sglang-ebnf', { ebnf: 'root ::= "a.b"\n' }],
  ['llama.cpp-grammar', { grammar: 'root ::= "a.b"\n' }],
] as const)('speaks %s', (dialect, fields) => {
  expect(constraintFields(dialect, literal('a.b'))).toEqual(fields);
});

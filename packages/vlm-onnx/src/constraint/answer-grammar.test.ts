import { parseExplanation, smartResize } from '@fakexplain/explanation';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseToken } from '../decode/choose-token.ts';
import { randomOf } from '../decode/random.ts';
import { goldenFolder } from '../testing/golden.ts';
import { TextWriter, readTokenizer } from '../tokens/tokenizer.ts';
import { AnswerGrammar } from './answer-grammar.ts';

const tokenizer = await readTokenizer(goldenFolder);
const vocabulary = 320;
const stop = [305, 306];
const grammar = new AnswerGrammar(tokenizer, stop);
const image = { width: 300, height: 200 };
const parse = (text: string) =>
  parseExplanation(text, { grammar: 'qwen2.5-vl', space: 'qwen-smart-resized', image });

interface Model {
  seed: number;
  maxTokens: number;
  temperature: number;
  /** Added to the logits of tokens that lead on: markers and the letters of markup. */
  favour: number;
}

/** Writes an answer by logits drawn at random. */
function answer({ seed, maxTokens, temperature, favour }: Model) {
  const random = randomOf(seed, 'logits');
  const constraint = grammar.begin(smartResize(image));
  let text = '';
  const writer = new TextWriter(tokenizer, (piece) => (text += piece));
  const markup = new Set([...tokenizer.encode('<think>/tag<verdict>generated</think>'), 307, 308, 309, 310]);
  for (let count = 0; count < maxTokens; count += 1) {
    const logits = Float32Array.from(
      { length: vocabulary },
      (_, id) => random() * 10 + (markup.has(id) ? favour : 0),
    );
    constraint.mask(logits, maxTokens - count);
    const id = chooseToken(logits, { temperature, topP: 1, topK: null, random });
    if (logits[id] === -Infinity) throw new Error('nothing may follow');
    if (stop.includes(id)) {
      writer.finish();
      return { text, truncated: false, count: count + 1 };
    }
    constraint.accept(id);
    writer.add(id);
  }
  writer.finish();
  return { text, truncated: true, count: maxTokens };
}

const models = fc.record({
  seed: fc.nat(),
  maxTokens: fc.integer({ min: 1, max: 160 }),
  temperature: fc.constantFrom(0, 0.7, 3),
  favour: fc.constantFrom(-3, 0, 3, 6),
});

test(
  'whatever the logits are, an answer parses without loss or is marked as truncated',
  { timeout: 180_000 },
  () => {
    fc.assert(
      fc.property(models, (model) => {
        const { text, truncated } = answer(model);
        if (truncated) return;
        const { status, problems } = parse(text);
        // Signs alone, which random logits write, describe no region.
        const isDescribed = !problems.some(({ code }) => code === 'region_without_description');
        expect({ text, status, problems }).toMatchObject({ status: isDescribed ? 'ok' : 'partial' });
      }),
      { numRuns: 150 },
    );
  },
);

test('it ends within the limit of tokens wherever the shortest answer does', { timeout: 180_000 }, () => {
  const shortest = Array.from({ length: 60 }, (_, limit) => limit + 1).find(
    (maxTokens) => !answer({ seed: 1, maxTokens, temperature: 0, favour: 0 }).truncated,
  );
  expect(shortest).toBeLessThan(40);
  fc.assert(
    fc.property(models, ({ maxTokens, ...model }) => {
      const roomy = { ...model, maxTokens: maxTokens + (shortest ?? 0) };
      expect(answer(roomy)).toMatchObject({ truncated: false });
    }),
    { numRuns: 150 },
  );
});

test(
  'all that the grammar has is written: regions, tags, either verdict, prose with signs and other scripts',
  { timeout: 180_000 },
  () => {
    const texts = Array.from(
      { length: 60 },
      (_, seed) => answer({ seed, maxTokens: 200, temperature: 3, favour: 3 }).text,
    );
    const explanations = texts.map((text) => parse(text).explanation);
    expect(explanations.some(({ regions }) => regions.length > 1)).toBe(true);
    expect(explanations.some(({ tags }) => tags.length > 0)).toBe(true);
    expect(new Set(explanations.map(({ verdict }) => verdict))).toEqual(new Set(['generated', 'real']));
    expect(texts.some((text) => /[^\p{ASCII}\uFFFD]/u.test(text))).toBe(true);
    expect(texts.some((text) => text.includes('\uFFFD'))).toBe(false);
  },
);

/** The ids of a text, markers of one token and all others byte by byte. */
const ids = (text: string) =>
  text
    .split(/(<\|[a-z_]+\|>)/)
    .flatMap((part) =>
      tokenizer.idOf(part) !== undefined && part.startsWith('<|')
        ? [tokenizer.idOf(part) ?? -1]
        : [...new TextEncoder().encode(part)].map((byte) => bytes.get(byte) ?? -1),
    );
const bytes = new Map(
  Array.from({ length: tokenizer.size }, (_, id) => [tokenizer.bytesOf(id), id] as const)
    .filter(([of]) => of.length === 1)
    .map(([of, id]) => [of[0] ?? -1, id]),
);

/** Whether each token of a text may follow those before, and the end after the last. */
function allows(text: string, { tokens = ids(text) }: { tokens?: number[] } = {}): boolean {
  const constraint = grammar.begin(smartResize(image));
  for (const id of [...tokens, 305]) {
    const logits = new Float32Array(vocabulary);
    constraint.mask(logits, 10_000);
    if (logits[id] !== 0) return false;
    constraint.accept(id);
  }
  return true;
}

const box = '<|object_ref_start|>hand<|object_ref_end|><|box_start|>(12,0),(308,196)<|box_end|>';

test.each([
  '<think></think><verdict>real</verdict>',
  `<think>\nIt is 3 < 4 &lt; 5 <= é 手.\n${box}${box}\n<tag>texture, light</tag>\n</think>\n\n<verdict>generated</verdict>`,
  `<think>${box} so </think>\n<verdict>real</verdict>`,
])('allows %s', (text) => {
  expect(parse(text).status).toBe('ok');
  expect(allows(text)).toBe(true);
  expect(allows(text, { tokens: tokenizer.encode(text) })).toBe(true);
});

test.each([
  ['generated without a region', '<think>x</think><verdict>generated</verdict>'],
  ['text outside think', '<think></think> x <verdict>real</verdict>'],
  ['text after the verdict', '<think></think><verdict>real</verdict>.'],
  [
    'a description without a box',
    '<think><|object_ref_start|>x<|object_ref_end|></think><verdict>real</verdict>',
  ],
  ['a blank description', '<think><|object_ref_start|> \u00a0\u3000<|object_ref_end|>'],
  ['a box beyond the image', box.replace('308', '309')],
  ['a box without an area', box.replace('308', '12')],
  ['leading zeros', box.replace('12', '012')],
  ['markup in a description', '<think><|object_ref_start|>x</think>'],
  ['a second tag element', '<think><tag>a</tag><tag>b</tag></think><verdict>real</verdict>'],
  ['markup in capitals', '<think></THINK>'],
  ['U+0000', '<think>\0</think><verdict>real</verdict>'],
])('does not allow %s', (_, text) => {
  const whole = text.startsWith('<think>') ? text : `<think>${text}</think><verdict>generated</verdict>`;
  expect(allows(whole)).toBe(false);
});

test('a tokenizer without Qwen markers is refused', () => {
  const without = {
    ...tokenizer,
    idOf: (token: string) => (token === '<|box_start|>' ? undefined : tokenizer.idOf(token)),
  };
  expect(() => new AnswerGrammar(without, stop)).toThrow('lacks <|box_start|>');
});

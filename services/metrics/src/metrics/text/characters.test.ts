import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { bleuPresets } from './bleu/presets.ts';
import { bleuStatistics } from './bleu/statistics.ts';
import { rougePresets } from './rouge/presets.ts';
import { rougeL } from './rouge/rouge-l.ts';
import { characters } from './tokens/characters.ts';
import { numberTexts, type Tokeniser } from './tokens/number-texts.ts';
import type { Tokens } from './tokens/tokens.ts';
import { wordsZh } from './tokens/words-zh.ts';
import { writingOf } from './writing.ts';

const judged = z.object({ tokens: z.array(z.string()), score: z.number(), statistics: z.array(z.number()) });
const golden = z
  .array(
    z.object({
      hyp: z.string(),
      refs: z.array(z.string()),
      char: judged,
      zh: judged,
      rouge: z.tuple([z.number(), z.number(), z.number()]),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('./golden/characters.json', import.meta.url), 'utf8')));

const numbered = (by: Tokeniser, { hyp, refs }: { hyp: string; refs: string[] }): [Tokens, Tokens[]] => {
  const [own = [], ...others] = numberTexts([hyp, ...refs])(by);
  return [own, others];
};

test('tokens are those of sacrebleu', () => {
  for (const { hyp, char, zh } of golden) {
    expect(characters(hyp)).toEqual(char.tokens);
    expect(wordsZh(hyp)).toEqual(zh.tokens);
  }
});

test.each(['char', 'zh'] as const)('BLEU-2 %s counts and scores as sacrebleu does', (name) => {
  const { tokens, score } = bleuPresets[name];
  for (const texts of golden) {
    const found = bleuStatistics(...numbered(tokens, texts));
    const [matches1, matches2, total1, total2, referenceLength] = texts[name].statistics;
    expect(found).toEqual({ matches1, matches2, total1, total2, referenceLength });
    expect(score(found)).toBeCloseTo(texts[name].score, 12);
  }
});

test('ROUGE-L by characters is that of rouge_score', () => {
  for (const texts of golden) {
    const { precision, recall, f1 } = rougeL(...numbered(rougePresets.char.tokens, texts));
    for (const [index, value] of [precision, recall, f1].entries()) {
      expect(value).toBeCloseTo(texts.rouge[index] ?? NaN, 12);
    }
  }
});

test.each([
  [['左手有六根手指'], null, 'chinese'],
  [['背景 STOP 文字 is blurred'], null, 'spaced'],
  [['影の向きが光源と合わない'], null, 'unspaced'],
  [['มือมีหกนิ้ว'], null, 'unspaced'],
  [['The sign reads 背景.', 'It is melted.'], null, 'spaced'],
  [['손가락이 여섯 개'], null, 'spaced'],
  [['Шесть пальцев'], null, 'spaced'],
  [['...', '👍'], null, 'spaced'],
  // What is said of the dataset goes before what letters tell.
  [['指六本'], 'ja', 'unspaced'],
  [['左手有六根手指'], 'en', 'spaced'],
  [['LOGO 模糊'], 'zh-Hant-TW', 'chinese'],
  [['Six fingers'], 'th', 'unspaced'],
] as const)('%j of language %s are %s', (texts, language, writing) => {
  expect(writingOf(texts, language)).toBe(writing);
});

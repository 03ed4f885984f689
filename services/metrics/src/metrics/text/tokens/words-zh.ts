import { pythonSplit, pythonStripBegin, pythonStripEnd } from './python-split.ts';

/**
 * What sacrebleu 2.6.0 takes for a Chinese character. Its ranges of Extension B and the supplement are written with four
 * digits too few, so that they are these two.
 */
const chinese =
  /[\u3400-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\u2001-\u2a6d\u2f81-\u2fa1\uff00-\uffef\u2e80-\u2eff\u3000-\u303f\u31c0-\u31ef\u2f00-\u2fdf\u2ff0-\u2fff\u3100-\u312f\u31a0-\u31bf\ufe10-\ufe1f\ufe30-\ufe4f\u2600-\u26ff\u2700-\u27bf\u3200-\u33ff]/gu;

/**
 * Tokens of Chinese as sacrebleu 2.6.0 makes them (`tokenize="zh"`): each Chinese character and punctuation mark by itself,
 * the rest as `13a` has it but for entities and hyphens over lines; case kept. The substitutions consume what they match, as
 * Python's do.
 */
export function wordsZh(text: string): string[] {
  const line = pythonStripEnd(pythonStripBegin(text))
    .replace(chinese, ' $& ')
    .replace(/[{-~[-` -&(-+:-@/]/g, ' $& ')
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])-/g, '$1 - ');
  return pythonSplit(line);
}

import { escapeText } from '../grammar/characters.ts';
import { BOX_PLACEHOLDER, REF_PLACEHOLDER } from './training-row-schema.ts';

/** Where a sentence ends: a tag, a line, or a full stop before white space. */
const sentenceEnd = /(<\/?(?:think|tag|verdict)>|[\r\n]+|(?<=[.!?…])\s+)/;
const word = /[\p{L}\p{N}]/u;

/**
 * The assistant's text of a row with its sentences whole: where a sentence has words of its own, as in
 * `Odd are <ref-object><bbox> and <ref-object><bbox>.`, each placeholder gives way to its description, and that of its
 * box goes. Placeholders that stand by themselves stay. `refs` are the descriptions in the order of the placeholders.
 */
export function fillSentences(text: string, refs: readonly string[]): string {
  let next = 0;
  return text
    .split(sentenceEnd)
    .map((sentence) => {
      const own = sentence.replaceAll(REF_PLACEHOLDER, '').replaceAll(BOX_PLACEHOLDER, '');
      const pieces = sentence.split(REF_PLACEHOLDER);
      const first = next;
      next += pieces.length - 1;
      if (pieces.length === 1 || !word.test(own)) return sentence;
      const filled = pieces.map((piece, index) => {
        const ref = index === 0 ? '' : (refs[first + index - 1] ?? '');
        return escapeText(ref, { markup: 'placeholders', exactWhiteSpace: false }) + piece;
      });
      return filled.join('').replaceAll(BOX_PLACEHOLDER, '');
    })
    .join('');
}

import { foldWhiteSpace, unescapeText } from './characters.ts';

/** A piece of prose: text as written, or the description of a region that stands there. */
export type Piece = string | { description: string };

/** Where a sentence ends: with its line, or after a full stop. */
const sentenceEnd = /([\r\n\u2028\u2029]+|(?<=[.!?…])\s+|(?<=[。！？]))/;
const lineBreak = /[\r\n\u2028\u2029]/;
const fullStop = /[.!?…。！？]\s*$/;
/** The number of a list's item ends no sentence. */
const itemNumber = /^\s*\d{1,3}[.)]\s*$/;
const anotherSentence = /^\s+\p{Lu}/u;
const letter = /\p{L}/u;
const endsInWord = /[\p{L}\p{N}]$/u;
const beginsWithWord = /^[\p{L}\p{N}]/u;
/** Scripts without spaces between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
/** The backticks of a code fence, with the name of a language where nothing follows on the line, or that of JSON. */
const fence = /`{3,}(?:[\w+-]+(?=[^\S\n]*(?:\n|$))|json)?/g;
/** Characters; enough to see how a piece begins or ends. */
const edge = 100;

export const withoutFences = (text: string): string => text.replace(fence, '');

/** A sentence in the making. */
class Sentence {
  readonly #parts: string[] = [];
  #end = '';
  #hasRegion = false;
  #hasLetters = false;

  /** Whether what comes next, a region or this text, belongs to another sentence. */
  isOver(next: Piece): boolean {
    if (typeof next !== 'string') return fullStop.test(this.#end) && !this.isItemNumber;
    return this.#hasRegion && !this.#hasLetters && anotherSentence.test(next.slice(0, edge));
  }

  get isItemNumber(): boolean {
    return itemNumber.test(this.#end);
  }

  add(piece: Piece): void {
    const text = typeof piece === 'string' ? piece : piece.description;
    const [left, right] = [this.#end.slice(-2), text.slice(0, 2)];
    const apart = endsInWord.test(left) && beginsWithWord.test(right) && !unspaced.test(left + right);
    this.#parts.push(apart ? ` ${text}` : text);
    this.#end = (this.#end + text.slice(-edge)).slice(-edge);
    if (typeof piece === 'string') this.#hasLetters ||= letter.test(text);
    else this.#hasRegion = true;
  }

  /** Its words; none where it is nothing but regions, whose words are theirs alone, or is said again. */
  words(saidBefore: Set<string>, isLoop: boolean): string {
    const words = this.#parts.join('');
    if (!this.#hasLetters) return this.#hasRegion ? '' : words;
    if (!this.#hasRegion && !isLoop) return words;
    if (saidBefore.has(words.trim())) return '';
    saidBefore.add(words.trim());
    return words;
  }
}

/**
 * Prose as it is read, white space folded: a sentence that has words beside its regions keeps their descriptions; where
 * they stand by themselves they are left out. A sentence about regions that is said again is left out, and any that is where
 * `isLoop`: where regions are repeated too.
 */
export function readProse(pieces: readonly Piece[], isLoop = false): string {
  const read: string[] = [];
  const saidBefore = new Set<string>();
  let sentence = new Sentence();
  const end = () => {
    read.push(sentence.words(saidBefore, isLoop));
    sentence = new Sentence();
  };
  const endBefore = (next: Piece) => {
    if (!sentence.isOver(next)) return;
    end();
    read.push(' ');
  };
  let afterText = false;
  for (const piece of pieces) {
    if (typeof piece !== 'string') {
      endBefore(piece);
      sentence.add(piece);
      afterText = false;
      continue;
    }
    const text = `${afterText ? ' ' : ''}${unescapeText(withoutFences(piece))}`;
    // Every second part is what ends a sentence.
    for (const [index, part] of text.split(sentenceEnd).entries()) {
      endBefore(part);
      sentence.add(part);
      if (index % 2 === 1 && (lineBreak.test(part) || !sentence.isItemNumber)) end();
    }
    afterText = true;
  }
  end();
  return foldWhiteSpace(read.join(''));
}

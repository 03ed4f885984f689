import type { ShownExplanation } from '@fakexplain/contract';

type Said = Pick<ShownExplanation, 'reasoning' | 'regions'>;

/** The sentences of a text, which are the text again when joined. */
export const sentencesOf = (text: string): string[] =>
  text.split(/(?<=[.!?؟])(?=\s)|(?<=[。！？])/u).filter((sentence) => sentence !== '');

/** What makes two sentences the same: their words, whatever the case, the blanks and the final point. */
export const plainSentence = (sentence: string): string =>
  sentence
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^ | ?[.。]? ?$/g, '');

const saidBy = ({ reasoning, regions }: Said): Set<string> =>
  new Set(
    [reasoning, ...regions.map(({ description }) => description)].flatMap(sentencesOf).map(plainSentence),
  );

/** The sentences, in their plain form, that two explanations share word for word. */
export function sharedSentences(one: Said, other: Said): Set<string> {
  const others = saidBy(other);
  return new Set([...saidBy(one)].filter((sentence) => sentence !== '' && others.has(sentence)));
}

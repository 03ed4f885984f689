import type { arena } from '@fakexplain/contract';
import type { PracticeKind } from '../studies/choose-practice.ts';

interface Words {
  quotes: readonly [string, string];
  between: string;
  points: (better: string, worse: string, things: string) => string;
  fits: (better: string, worse: string) => string;
  moved: (worse: string, things: string) => string;
  missing: (worse: string, things: string) => string;
  tie: string;
  neither: string;
}

const wordsIn: Record<arena.TextLanguage, Words> = {
  en: {
    quotes: ['“', '”'],
    between: ', ',
    points: (better, worse, things) =>
      `${better} points at what can be seen in this picture: ${things}. ${worse} was written about another picture.`,
    fits: (better, worse) => `${better} fits this picture. ${worse} was written about another one.`,
    moved: (worse, things) => `Both say the same, but ${worse} marks the wrong place for ${things}.`,
    missing: (worse, things) => `Both say the same, but ${worse} leaves out ${things}.`,
    tie: 'Both say the same and mark the same places. Their order, and a few pixels more or less, do not matter.',
    neither: 'Both were written about other pictures: what they describe is not to be seen here.',
  },
  de: {
    quotes: ['„', '“'],
    between: ', ',
    points: (better, worse, things) =>
      `${better} zeigt auf etwas, das in diesem Bild zu sehen ist: ${things}. ${worse} wurde über ein anderes Bild geschrieben.`,
    fits: (better, worse) =>
      `${better} passt zu diesem Bild. ${worse} wurde über ein anderes Bild geschrieben.`,
    moved: (worse, things) =>
      `Beide sagen dasselbe, aber ${worse} markiert die falsche Stelle für ${things}.`,
    missing: (worse, things) => `Beide sagen dasselbe, aber ${worse} lässt ${things} aus.`,
    tie: 'Beide sagen dasselbe und markieren dieselben Stellen. Ihre Reihenfolge und ein paar Pixel mehr oder weniger sind unwichtig.',
    neither: 'Beide wurden über andere Bilder geschrieben: Was sie beschreiben, ist hier nicht zu sehen.',
  },
  zh: {
    quotes: ['“', '”'],
    between: '、',
    points: (better, worse, things) =>
      `${better} 指出了这张图片中能看到的内容：${things}。${worse} 写的是另一张图片。`,
    fits: (better, worse) => `${better} 符合这张图片，${worse} 写的是另一张图片。`,
    moved: (worse, things) => `两者说法相同，但 ${worse} 把${things}标在了错误的位置。`,
    missing: (worse, things) => `两者说法相同，但 ${worse} 遗漏了${things}。`,
    tie: '两者说法相同，标出的位置也相同。先后顺序以及几个像素的差别无关紧要。',
    neither: '两者写的都是其他图片：其中描述的内容在这里看不到。',
  },
};

/**
 * Why the expected answer to a practice ballot is right, by the names that the explanations have on the ballot.
 * @param named descriptions of what was pointed at, moved or left out, as the explanations have them
 */
export function practiceWords(
  kind: PracticeKind,
  expected: arena.Choice,
  named: readonly string[],
  language: arena.TextLanguage = 'en',
): string {
  const [better, worse] = expected === 'right' ? ['B', 'A'] : ['A', 'B'];
  const words = wordsIn[language];
  const things = named.map((one) => words.quotes.join(shortened(one))).join(words.between);
  switch (kind) {
    case 'other-image':
      return things ? words.points(better, worse, things) : words.fits(better, worse);
    case 'moved-region':
      return words.moved(worse, things);
    case 'missing-region':
      return words.missing(worse, things);
    case 'tie':
      return words.tie;
    case 'neither':
      return words.neither;
  }
}

function shortened(description: string): string {
  const plain = description.replace(/[\s.]+$/, '');
  return plain.length > 100 ? `${plain.slice(0, 99).trimEnd()}…` : plain;
}

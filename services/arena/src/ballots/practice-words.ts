import type { arena } from '@fakexplain/contract';
import type { PracticeKind } from '../studies/choose-practice.ts';

/**
 * Why the expected answer to a practice ballot is right, by the names that the explanations have on the ballot.
 * @param named descriptions of what was pointed at, moved or left out
 */
export function practiceWords(kind: PracticeKind, expected: arena.Choice, named: readonly string[]): string {
  const [better, worse] = expected === 'right' ? ['B', 'A'] : ['A', 'B'];
  const things = named.map(quoted).join(', ');
  switch (kind) {
    case 'other-image':
      return things
        ? `${better} points at what can be seen in this picture: ${things}. ${worse} was written about another picture.`
        : `${better} fits this picture. ${worse} was written about another one.`;
    case 'moved-region':
      return `Both say the same, but ${worse} marks the wrong place for ${things}.`;
    case 'missing-region':
      return `Both say the same, but ${worse} leaves out ${things}.`;
    case 'tie':
      return 'Both say the same and mark the same places. Their order, and a few pixels more or less, do not matter.';
    case 'neither':
      return 'Both were written about other pictures: what they describe is not to be seen here.';
  }
}

function quoted(description: string): string {
  const plain = description.replace(/[\s.]+$/, '');
  return `“${plain.length > 100 ? `${plain.slice(0, 99).trimEnd()}…` : plain}”`;
}

import type { Verdict } from '@fakexplain/explanation';

export interface FakeVlmReading {
  /** By whole words; null where no sentence of the first two says one verdict alone. */
  verdict: Verdict | null;
  contradicting: boolean;
  /** What FakeVLM's own evaluation reads; null where it tosses a coin. */
  authors: Verdict | null;
  /** The answer without the sentence that says the verdict. */
  text: string;
}

/**
 * Reads the verdict of a FakeVLM answer from its first sentence, else from its second: the words `real` and `fake`, in any
 * case, turned round by a "not" before them. A sentence that says both decides nothing. FakeVLM's own evaluation looks for
 * the letters `real`, then `fake`, in these sentences ("unreal" and "realistic" count as real), and tosses a coin
 * otherwise; that reading is kept next to ours.
 */
export function readFakeVlmAnswer(answer: string): FakeVlmReading {
  const folded = answer
    .replaceAll(/\s+/g, ' ')
    .trim()
    // Its evaluation cuts the prompt off behind the question mark, which leaves the name of the speaker.
    .replace(/^ASSISTANT: ?/, '');
  const sentences = folded.split(/(?<=[.!?])(?:\s+|(?=[A-Z]))/);
  let contradicting = false;
  for (const [index, sentence] of sentences.slice(0, 2).entries()) {
    const verdicts = verdictsIn(sentence);
    const [verdict] = verdicts;
    if (verdict && verdicts.size === 1) {
      const text = sentences.filter((_, other) => other !== index).join(' ');
      return { verdict, contradicting: false, authors: authorsReading(folded), text };
    }
    contradicting ||= verdicts.size > 1;
  }
  return { verdict: null, contradicting, authors: authorsReading(folded), text: folded };
}

const word = /\b(?:(not|isn't)(?: (?:a|an|the))? )?(real|fake)\b(?!-)/gi;

function verdictsIn(sentence: string): Set<Verdict> {
  const said = [...sentence.replaceAll('’', "'").matchAll(word)];
  return new Set(
    said.map(([, not, what]) =>
      (what?.toLowerCase() === 'real') === (not === undefined) ? 'real' : 'generated',
    ),
  );
}

function authorsReading(answer: string): Verdict | null {
  for (const sentence of answer.toLowerCase().split('.').slice(0, 2)) {
    if (sentence.includes('real')) return 'real';
    if (sentence.includes('fake')) return 'generated';
  }
  return null;
}

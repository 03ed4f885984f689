import type { arena } from '@fakexplain/contract';

/** The questions that a study may ask, in a word and as raters read them. */
export const questionWords: Record<arena.StudyQuestion, { name: string; asks: string }> = {
  overall: { name: 'Overall', asks: 'which one is better on the whole?' },
  where: { name: 'Where', asks: 'which one marks the right places?' },
  why: { name: 'Why', asks: 'which one says rightly what is wrong there?' },
  verdict: { name: 'Verdict', asks: 'which one is right about real or generated?' },
};

export const strengthWords: Record<arena.Strength, string> = {
  slight: 'slightly',
  clear: 'clearly',
  much: 'much',
};

/** What raters take an image for. */
export const verdictWords: Record<arena.RaterVerdict, string> = {
  real: 'real',
  generated: 'generated',
  'cannot-tell': 'cannot tell',
};

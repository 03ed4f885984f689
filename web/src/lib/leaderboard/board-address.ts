import type { arena } from '@fakexplain/contract';
import type { Board } from './choose-pairs.ts';

/** What part of a study a leaderboard is of. */
type Shown = Pick<Board, 'slice' | 'question' | 'exclusions'> & {
  stamp: Pick<Board['stamp'], 'past' | 'sequence'>;
  study: Pick<Board['study'], 'slug' | 'questions'>;
};

/** What the address of a leaderboard says besides its study, for its page and for its downloads; empty for what is usual. */
export function boardQuery(
  { slice, question, study, exclusions, stamp }: Shown,
  change: { question?: arena.StudyQuestion; withoutExcluded?: boolean; past?: boolean } = {},
): string {
  const asked = change.question ?? question;
  return new URLSearchParams({
    ...(asked === study.questions[0] ? {} : { question: asked }),
    ...(slice.kind === 'all' ? {} : { slice: `${slice.kind}:${slice.value}` }),
    ...((change.past ?? stamp.past) ? { at: String(stamp.sequence) } : {}),
    ...((change.withoutExcluded ?? exclusions.applied) ? { exclusions: 'apply' } : {}),
  }).toString();
}

/** Where a leaderboard is shown of another question, with every vote, or without those of excluded raters. */
export function boardAddress(board: Shown, change: Parameters<typeof boardQuery>[1]): string {
  const query = boardQuery(board, change);
  return `/studies/${board.study.slug}${query && `?${query}`}`;
}

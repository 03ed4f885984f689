import type { Board } from './choose-pairs.ts';

/** Where a leaderboard is shown with every vote, or without those of excluded raters (`apply`). */
export function exclusionAddress({ slice, study }: Pick<Board, 'slice' | 'study'>, apply: boolean): string {
  const query = new URLSearchParams({
    ...(slice.kind === 'all' ? {} : { slice: `${slice.kind}:${slice.value}` }),
    ...(apply ? { exclusions: 'apply' } : {}),
  });
  return `/studies/${study.slug}${query.size > 0 ? `?${query}` : ''}`;
}

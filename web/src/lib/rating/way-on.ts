import type { arena } from '@fakexplain/contract';

/** The page on which a rater goes on. */
export function wayOn(study: string, { practised, complete, ended, screenedOut }: arena.RaterState): string {
  const page = screenedOut ? 'screened-out' : ended || complete ? 'thanks' : practised ? 'ballot' : 'guide';
  return `/rate/${study}/${page}`;
}

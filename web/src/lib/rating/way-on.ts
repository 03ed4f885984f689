import type { arena } from '@fakexplain/contract';

/** The page on which a rater goes on. */
export function wayOn(
  study: string,
  { practised, complete, ended, screenedOut, agreed, withdrawnAt }: arena.RaterState,
): string {
  if (withdrawnAt) return `/rate/${study}/yours`;
  if (!agreed && !ended && !complete && !screenedOut) return `/rate/${study}?consent&notice=consent-changed`;
  const page = screenedOut ? 'screened-out' : ended || complete ? 'thanks' : practised ? 'ballot' : 'guide';
  return `/rate/${study}/${page}`;
}

import type { Drawn } from './session.ts';

const keyOf = (study: string) => `fakexplain-arena:drawn:${study}`;

/** Keeps what was drawn last, for a page that is loaded again without a connection. */
export function keepDrawn(study: string, drawn: Drawn): void {
  try {
    localStorage.setItem(keyOf(study), JSON.stringify(drawn));
  } catch {
    // A browser that keeps nothing shows the older ballots, and the arena says which are answered.
  }
}

/**
 * What was drawn last: by the page, or after it where the page is a kept copy.
 * @param drawn what the page came with
 */
export function newestDrawn(study: string, drawn: Drawn): Drawn {
  let kept: Drawn | null = null;
  try {
    kept = JSON.parse(localStorage.getItem(keyOf(study)) ?? 'null');
  } catch {
    // Nothing is kept.
  }
  return kept && isLater(kept, drawn) ? kept : drawn;
}

/** By the ballot that was issued last; where it is the same, by the answers. A page without ballots is no copy. */
function isLater(one: Drawn, other: Drawn): boolean {
  const [at, otherAt] = [one, other].map(({ ballots }) =>
    Math.max(0, ...ballots.map(({ issuedAt }) => Date.parse(issuedAt))),
  );
  if (!at || !otherAt) return false;
  return at > otherAt || (at === otherAt && one.progress.cast > other.progress.cast);
}

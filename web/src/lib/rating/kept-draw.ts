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
    // Nothing is kept, or not by this version of the site.
  }
  return kept && kept.drawnAt > drawn.drawnAt ? kept : drawn;
}

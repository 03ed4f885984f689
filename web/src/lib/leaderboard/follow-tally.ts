import type { arena } from '@fakexplain/contract';

/** Refreshing more often than this would only make the numbers flicker. */
const leastPauseMs = 1_000;

/**
 * Listens for new votes until the returned function is called; calls `onNews` with the newest tally, at most once a
 * second. The browser reconnects by itself.
 */
export function followTally(study: string, onNews: (tally: arena.Tally) => void): () => void {
  const source = new EventSource(`/studies/${encodeURIComponent(study)}/leaderboard/stream`);
  let newest: arena.Tally | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    timer = undefined;
    if (!newest) return;
    onNews(newest);
    newest = null;
    timer = setTimeout(tell, leastPauseMs);
  };
  source.addEventListener('tally', (event) => {
    // The site's own server sent it, which parsed nothing: the shape is the contract's Tally.
    newest = JSON.parse(event.data);
    if (!timer) tell();
  });
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

import type { inference } from '@fakexplain/contract';
import { goesOn } from './states.ts';

/**
 * Listens to a run until the returned function is called or the run is over; calls `onRun` whenever something changed.
 * The browser reconnects by itself.
 */
export function followRun(id: string, onRun: (run: inference.Run) => void): () => void {
  const source = new EventSource(`/api/inference/runs/${encodeURIComponent(id)}/stream`);
  source.addEventListener('run', (event) => {
    // The service's own words, passed on by this site: the shape is the contract's Run.
    const run: inference.Run = JSON.parse(event.data);
    // A stream that ends is opened again by the browser, for nothing where no change can come.
    if (!goesOn(run)) source.close();
    onRun(run);
  });
  return () => source.close();
}

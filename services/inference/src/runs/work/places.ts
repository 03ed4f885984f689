import type { WorkerSettings } from './settings.ts';

/** What counts of an open model. */
export interface Placed {
  readonly identity: string;
  /** Runs with work for it. */
  jobs: readonly unknown[];
  /** It is at no image. */
  idle: boolean;
  leaving: boolean;
  /** Milliseconds on the clock of `now`. */
  openedAt: number;
  idleSince: number;
}

export interface Plan<J, L> {
  /** Models to open, for these runs. */
  open: J[];
  /** Lanes that are to be closed: they have nothing to do, or others wait for their place. */
  close: L[];
}

/**
 * Shares the places for open models among the runs that have work. A model whose runs have work keeps its place for
 * a turn where others wait for one; one without work gives it up at once.
 * @param lastHad when each model last had a place, by identity; the one that waits longest comes first
 */
export function planPlaces<J extends { identity: string }, L extends Placed>(
  jobs: readonly J[],
  lanes: readonly L[],
  lastHad: ReadonlyMap<string, number>,
  { openModels, turnMs, keepOpenMs }: WorkerSettings,
  now: number,
): Plan<J, L> {
  const having = new Set(lanes.map(({ identity }) => identity));
  const waiting = new Map<string, J>();
  for (const job of jobs)
    if (!having.has(job.identity) && !waiting.has(job.identity)) waiting.set(job.identity, job);
  const queue = [...waiting.values()].toSorted(
    (a, b) => (lastHad.get(a.identity) ?? 0) - (lastHad.get(b.identity) ?? 0),
  );
  const free = Math.max(0, openModels - lanes.length);
  const open = queue.slice(0, free);
  const unplaced = queue.length - open.length;
  const staying = lanes.filter(({ leaving }) => !leaving);
  const leaving = lanes.length - staying.length;
  const workless = staying.filter((lane) => lane.jobs.length === 0 && lane.idle);
  const stale = workless.filter(({ idleSince }) => now - idleSince >= keepOpenMs);
  const overdue = staying
    .filter((lane) => !workless.includes(lane) && now - lane.openedAt >= turnMs)
    .toSorted((a, b) => a.openedAt - b.openedAt);
  const givingUp = [...workless, ...overdue].slice(0, Math.max(0, unplaced - leaving));
  return { open, close: [...new Set([...stale, ...givingUp])] };
}

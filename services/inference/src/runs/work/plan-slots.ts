import type { WorkerSettings } from './settings.ts';

/** What planning looks at in a slot. */
export interface SlotState {
  readonly identity: string;
  /** Runs with work for it. */
  jobs: readonly unknown[];
  /** It works on no image. */
  idle: boolean;
  leaving: boolean;
  /** Milliseconds on the clock of `now`. */
  openedAt: number;
  idleSince: number;
}

export interface Plan<J, L> {
  /** Models to open, for these runs. */
  open: J[];
  /** Slots to close: they have nothing to do, or other models wait for their place. */
  close: L[];
}

/**
 * Shares the slots for open models among the runs that have work. While other models wait, a model with work keeps its
 * slot for one turn, and a model without work gives it up at once.
 * @param lastOpen when each model last had a slot, by identity; the one that has waited longest comes first
 */
export function planSlots<J extends { identity: string }, L extends SlotState>(
  jobs: readonly J[],
  slots: readonly L[],
  lastOpen: ReadonlyMap<string, number>,
  { openModels, turnMs, keepOpenMs }: WorkerSettings,
  now: number,
): Plan<J, L> {
  const having = new Set(slots.map(({ identity }) => identity));
  const waiting = new Map<string, J>();
  for (const job of jobs)
    if (!having.has(job.identity) && !waiting.has(job.identity)) waiting.set(job.identity, job);
  const queue = [...waiting.values()].toSorted(
    (a, b) => (lastOpen.get(a.identity) ?? 0) - (lastOpen.get(b.identity) ?? 0),
  );
  const free = Math.max(0, openModels - slots.length);
  const open = queue.slice(0, free);
  const unplaced = queue.length - open.length;
  const staying = slots.filter(({ leaving }) => !leaving);
  const leaving = slots.length - staying.length;
  const workless = staying.filter((slot) => slot.jobs.length === 0 && slot.idle);
  const stale = workless.filter(({ idleSince }) => now - idleSince >= keepOpenMs);
  const overdue = staying
    .filter((slot) => !workless.includes(slot) && now - slot.openedAt >= turnMs)
    .toSorted((a, b) => a.openedAt - b.openedAt);
  const givingUp = [...workless, ...overdue].slice(0, Math.max(0, unplaced - leaving));
  return { open, close: [...new Set([...stale, ...givingUp])] };
}

import { randomUUID } from 'node:crypto';
import type { arena } from '@fakexplain/contract';
import type { Catalog } from './fill-catalog.ts';

/** A study of all of a catalog's sources, without repeats and checks unless the test wants them. */
export function newStudy(
  { dataset, sources }: Catalog,
  changes: Partial<arena.NewStudy> = {},
): arena.NewStudy {
  return {
    slug: `study-${randomUUID().slice(0, 8)}`,
    title: 'A study',
    consent: 'I agree.',
    datasets: [dataset],
    arms: sources.map((source) => ({ source })),
    repeatShare: 0,
    checkShare: 0,
    ...changes,
  };
}

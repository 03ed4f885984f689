import { connect, outageOf, reportLimits } from '@fakexplain/database';
import type { metrics } from '@fakexplain/contract';
import { disagreements } from './disagreements.ts';
import { pairTable, type MeasuredPairs } from './pair-table.ts';
import { readPairs } from './read-pairs.ts';

export interface PairsOfRuns {
  databaseUrl: string;
  ids: { a: string; b: string };
  /** Whether images under embargo are not named. */
  withheld: boolean;
}

export interface CollectedPairs {
  images: number;
  /** Images on which one run alone has the right verdict. */
  right: { onlyA: number; onlyB: number };
  disagreements: metrics.Comparison['disagreements'];
  measured: MeasuredPairs;
}

/** Why the database gave none; said as data, since an error loses its code on the way out of a thread. */
export interface Outage {
  outage: string;
}

/**
 * Reads and sums up the images that two runs both have, of which there may be a hundred thousand: work of a thread, which has its own
 * connection, so that the answer to nobody ends with the thread.
 */
export async function collectPairs({
  databaseUrl,
  ids,
  withheld,
}: PairsOfRuns): Promise<CollectedPairs | Outage> {
  const { db, close } = connect(databaseUrl, {
    role: 'fakexplain_metrics',
    max: 1,
    limits: reportLimits,
    applicationName: 'fakexplain comparison',
  });
  try {
    const pairs = pairTable();
    const differing = disagreements();
    const right = { onlyA: 0, onlyB: 0 };
    let images = 0;
    for await (const page of readPairs(db, ids)) {
      for (const pair of page) {
        images += 1;
        pairs.add(pair.a, pair.b);
        if (pair.isPublic || !withheld) differing.add(pair);
        const [rightA, rightB] = [pair.a, pair.b].map(({ verdict, label }) => verdict === label);
        if (rightA && !rightB) right.onlyA += 1;
        if (rightB && !rightA) right.onlyB += 1;
      }
    }
    return { images, right, disagreements: differing.greatest(), measured: pairs.measure() };
  } catch (error) {
    const outage = outageOf(error);
    if (outage === null) throw error;
    return { outage };
  } finally {
    await close();
  }
}

import type { Verdict } from '@fakexplain/explanation';

/**
 * Numbers of images by what they are and what was said of them: the confusion matrix with a column for outputs without
 * a verdict. Everything of the accuracy family follows from these six.
 */
export interface VerdictCounts {
  realAsReal: number;
  realAsGenerated: number;
  realUnparsed: number;
  generatedAsReal: number;
  generatedAsGenerated: number;
  generatedUnparsed: number;
}

/** The counts in the order of `verdictCell`. */
const cells = [
  'realAsReal',
  'realAsGenerated',
  'realUnparsed',
  'generatedAsReal',
  'generatedAsGenerated',
  'generatedUnparsed',
] as const satisfies readonly (keyof VerdictCounts)[];

/** How many cells there are. */
export const verdictCells = cells.length;

/** The cell of one image, 0–5: what a resample of images has to add up. `null`: the output holds no verdict. */
export const verdictCell = (label: Verdict, verdict: Verdict | null): number =>
  (label === 'generated' ? 3 : 0) + (verdict === null ? 2 : verdict === 'generated' ? 1 : 0);

/** Counts from one sum for each cell. */
export function countsFromCells(sums: ArrayLike<number>): VerdictCounts {
  return {
    realAsReal: sums[0] ?? 0,
    realAsGenerated: sums[1] ?? 0,
    realUnparsed: sums[2] ?? 0,
    generatedAsReal: sums[3] ?? 0,
    generatedAsGenerated: sums[4] ?? 0,
    generatedUnparsed: sums[5] ?? 0,
  };
}

/** Counts images one by one. */
export function countVerdicts(images: Iterable<{ label: Verdict; verdict: Verdict | null }>): VerdictCounts {
  const sums = new Float64Array(verdictCells);
  for (const { label, verdict } of images) {
    const cell = verdictCell(label, verdict);
    sums[cell] = (sums[cell] ?? 0) + 1;
  }
  return countsFromCells(sums);
}

/** Real images, with those whose output had no verdict. */
export const realImages = (counts: VerdictCounts): number =>
  counts.realAsReal + counts.realAsGenerated + counts.realUnparsed;

/** Generated images, with those whose output had no verdict. */
export const generatedImages = (counts: VerdictCounts): number =>
  counts.generatedAsReal + counts.generatedAsGenerated + counts.generatedUnparsed;

/** Images whose output had a verdict. */
export const parsedImages = (counts: VerdictCounts): number =>
  counts.realAsReal + counts.realAsGenerated + counts.generatedAsReal + counts.generatedAsGenerated;

import type { metrics } from '@fakexplain/contract';
import { clopperPearson, clopperPearsonLow } from '@fakexplain/statistics/binomial';
import { clusteredShare, shareInterval } from '@fakexplain/statistics/clustered-share';
import { iouUnionMetric } from '../metrics/iou-union.ts';
import { signatureString } from '../metrics/signature.ts';
import type { FaultyCount } from './faulty-votes.ts';
import { missedBelow } from './read-faults.ts';
import type { ArmRow, StudyRow } from './read-study.ts';

const level = 0.95;

export interface ConvincingInput {
  study: StudyRow;
  arms: readonly ArmRow[];
  counts: readonly FaultyCount[];
  /** Of the whole study. */
  votes: number;
  sequence: number;
  withoutExcluded: boolean;
}

/** The whole report from counts; pure. */
export function reportConvincing(input: ConvincingInput): metrics.ConvincingReport {
  const { study, arms, counts, votes, sequence } = input;
  return {
    study: { slug: study.slug, title: study.title, demo: study.demo },
    rows: counts.flatMap((row) => faultyShare(row, arms)),
    threshold: missedBelow,
    signature: signatureString(iouUnionMetric.signature),
    votes,
    sequence,
    exclusions: input.withoutExcluded ? 'apply' : 'ignore',
  };
}

function faultyShare(count: FaultyCount, arms: readonly ArmRow[]): metrics.FaultyShare[] {
  const { fault, won: k, votes: n, byRater, byImage } = count;
  const arm = arms.find(({ position }) => position === count.arm);
  if (!arm) return [];
  return [
    {
      position: arm.position,
      name: arm.name,
      source: arm.source,
      fault,
      k,
      n,
      share: k / n,
      raters: byRater.clusters,
      images: byImage.clusters,
      clustered: shareInterval(clusteredShare(count), level),
      exact: exactInterval(k, n),
    },
  ];
}

function exactInterval(k: number, n: number): metrics.FaultyShare['exact'] {
  if (k === n) return { kind: 'at-least', low: clopperPearsonLow(n, n, level) };
  if (k === 0) return { kind: 'at-most', high: 1 - clopperPearsonLow(n, n, level) };
  return { kind: 'two-sided', ...clopperPearson(k, n, level) };
}

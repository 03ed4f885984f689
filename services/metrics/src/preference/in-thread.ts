import type { metrics } from '@fakexplain/contract';
import { unpackVotes } from '@fakexplain/database/packed-votes';
import { toJson, type Json } from '@fakexplain/service-kit/json-answer';
import type { ThreadTask } from '@fakexplain/service-kit/threads';
import { agreementMetrics } from './agreement-metrics.ts';
import { reportConvincing, type ConvincingInput } from './convincing.ts';
import { countFaulty, type FaultyExplanation } from './faulty-votes.ts';
import { measureAgreement, measureArms } from './measure-agreement.ts';
import { countPreferences } from './preferences.ts';
import type { ArmRow, Shown, StudyRow } from './read-study.ts';

export interface AgreementTask {
  study: StudyRow;
  arms: readonly ArmRow[];
  /** JSON of a list of `Shown`. */
  shown: string;
  /** Votes as `unpackVotes` takes them. */
  packed: readonly string[];
}

export function makeAgreement(task: AgreementTask): Json<metrics.PreferenceAgreement> {
  const { slug, title, demo, seed } = task.study;
  const shown: Shown[] = JSON.parse(task.shown);
  const preferences = countPreferences(unpackVotes(task.packed));
  const of = agreementMetrics(new Set(shown.map(({ label }) => label)));
  const arms = measureArms(task.arms, { shown, preferences, of, seed });
  return toJson<metrics.PreferenceAgreement>({
    study: { slug, title, demo },
    metrics: of.map(({ metric }) => metric),
    arms,
    agreement: measureAgreement(arms, { shown, preferences, of }),
    votes: preferences.reduce((sum, { votes }) => sum + votes, 0),
  });
}

export interface FaultyTask {
  /** JSON of a list of `FaultyExplanation`. */
  faults: string;
  packed: readonly string[];
}

export interface ConvincingTask extends FaultyTask, Omit<ConvincingInput, 'counts'> {}

const countFaultyOf = ({ faults, packed }: FaultyTask) => {
  const faulty: FaultyExplanation[] = JSON.parse(faults);
  return countFaulty(unpackVotes(packed), faulty);
};

export function makeConvincing({ faults, packed, ...input }: ConvincingTask): Json<metrics.ConvincingReport> {
  return toJson(reportConvincing({ ...input, counts: countFaultyOf({ faults, packed }) }));
}

export interface FaultyImagesTask extends FaultyTask {
  arm: number;
  fault: metrics.Fault;
}

/** Positions of the images behind one number of the report, with their votes. */
export function listFaultyImages({ arm, fault, ...task }: FaultyImagesTask) {
  const count = countFaultyOf(task).find((row) => row.arm === arm && row.fault === fault);
  return count?.images ?? [];
}

const inThread = <Data, Answer>(work: (data: Data) => Answer): ThreadTask<Data, Answer> => ({
  module: new URL(import.meta.url),
  work,
});

/** What a thread makes of this module's functions. */
export const inThreads = {
  agreement: inThread(makeAgreement),
  convincing: inThread(makeConvincing),
  faultyImages: inThread(listFaultyImages),
};

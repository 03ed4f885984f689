import type { PastBallot } from './rater-past.ts';
import type { StudyDesign } from './study-design.ts';

interface Asked {
  /** Most ballots for one rater; null: the study has no limit. */
  limit: number | null;
  answered: number;
  /** Images that can be asked about. */
  askable: number;
  /** Of these, the ones whose ballot expired or was passed: they never come again. */
  lost: number;
}

/**
 * Ballots that a rater will be asked in all: the study's limit, or, where these are fewer, the images that are left to ask
 * about. A repeat counts as a ballot and uses up no image, so that many are always possible. Null without a limit.
 */
export const promised = ({ limit, answered, askable, lost }: Asked): number | null =>
  limit === null ? null : Math.min(limit, Math.max(answered, askable - lost));

/** How many images can be asked about. */
export const countAskable = ({ askable }: Pick<StudyDesign, 'askable'>): number =>
  askable.filter(Boolean).length;

/** The same of a rater's past. */
export function ballotsPromised(
  design: Pick<StudyDesign, 'askable'>,
  past: readonly PastBallot[],
  limit: number | null,
): number | null {
  const lost = past.filter(
    ({ kind, image, answered, open }) => kind !== 'repeat' && !answered && !open && design.askable[image],
  ).length;
  const answered = past.filter((ballot) => ballot.answered).length;
  return promised({ limit, answered, askable: countAskable(design), lost });
}

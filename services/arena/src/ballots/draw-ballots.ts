import type { arena } from '@fakexplain/contract';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { consentChanged } from '../consents/agree.ts';
import { retakePlace } from '../invitations/places.ts';
import { notOpen } from '../raters/enrol.ts';
import type { Rater } from '../raters/identify-rater.ts';
import { raterEnded } from '../raters/rater-state.ts';
import { raterWithdrawn } from '../withdrawals/withdraw-rater.ts';
import type { DesignCache } from './design-cache.ts';
import { ballotsPromised } from './ballots-promised.ts';
import { drawFrom } from './kernels/draw-from.ts';
import type { PairDraws, PairDrawsCache } from './pair-draws.ts';
import { placePair } from './place-pair.ts';
import { planDraw, type DrawingState, type Plan } from './plan-draw.ts';
import { selectRaterPast } from './rater-past.ts';
import type { PastBallot } from './rater-past.ts';
import type { OpenBallots } from './open-ballots.ts';
import type { Place, ReadArmExplanations } from './shown-explanations.ts';
import { studyPaused } from '../studies/study-paused.ts';
import type { createStoring, NewBallot } from './store-ballot.ts';

export interface Drawing {
  sql: Sql;
  cache: DesignCache;
  /** Gives back what has expired in a study. */
  giveBack: (studyId: string, now: Date) => Promise<void>;
  pairDraws: PairDrawsCache;
  explanations: ReadArmExplanations;
  open: OpenBallots;
  store: ReturnType<typeof createStoring>;
  random: () => number;
  newId: () => string;
}

export interface Asking {
  rater: Rater;
  /** The rater's ballots at this moment, oldest first. */
  past: PastBallot[];
  now: Date;
  /** Open ballots that are wanted. */
  ahead: number;
}

export interface Drawn {
  /** Open ones, oldest first. */
  ballots: arena.Ballot[];
  /** Nothing is left to ask this rater beyond these. */
  exhausted: boolean;
  progress: arena.Progress;
}

/** After this many lost races in a row for the next ballot, something else is wrong. */
const mostRaces = 50;

/**
 * The rater's open ballots, after drawing new ones until there are `ahead`. Other tabs may draw at the same time: unique
 * keys give an ordinal or an image to one of them, and the others read the state again.
 * @throws ProblemError `study-not-open`, `study-paused` where no ballot is open, `rater-ended`, `rater-withdrawn`, `screened-out`,
 *   `practice-needed`, `consent-changed`, `over-quota`
 */
export async function drawBallots(drawing: Drawing, { rater, now, ahead, ...read }: Asking): Promise<Drawn> {
  const { study } = rater;
  if (study.status !== 'open') return notOpen(study.status);
  if (rater.withdrawn) return raterWithdrawn();
  if (rater.ended) return raterEnded();
  if (rater.screenedOut)
    throw new ProblemError('screened-out', {
      detail: 'The required practice was missed twice, so this rater is asked nothing more.',
    });
  if (!rater.practised)
    throw new ProblemError('practice-needed', { detail: 'Answer the practice ballots of the guide first.' });
  if (!rater.agreed) return consentChanged();
  if (rater.placeless) await retakePlace(drawing.sql, rater, now);
  await drawing.giveBack(study.id, now);
  for (let lost = 0; lost < mostRaces; lost++) {
    const past = lost === 0 ? read.past : await selectRaterPast(drawing.sql, rater.id, now);
    const drawn = await drawAhead(drawing, rater, { past, now, ahead });
    if (drawn) return drawn;
  }
  throw new Error(`rater ${rater.id} lost ${mostRaces} races for a ballot`);
}

/** Null where another request of this rater drew at the same time: the past that was read is out of date. */
async function drawAhead(
  drawing: Drawing,
  rater: Rater,
  { past, now, ahead }: { past: PastBallot[]; now: Date; ahead: number },
): Promise<Drawn | null> {
  const { study } = rater;
  const [design, weights] = await Promise.all([drawing.cache.design(study), drawing.cache.weights(study)]);
  const limit = ballotsPromised(design, past, study.ballotsPerRater);
  const cast = past.filter(({ answered }) => answered).length;
  const open = past.filter((ballot) => ballot.open).map(({ id }) => id);
  const left = limit === null ? Infinity : limit - cast;
  if (study.paused && open.length === 0 && left > 0) return studyPaused();
  const most = (study.paused ? 0 : Math.min(ahead, left)) - open.length;
  const state = { design, weights, past, draws: new Map<number, PairDraws>() };
  const pairs = Array.from({ length: Math.max(most, 0) }, () => drawFrom(weights, drawing.random())?.index);
  await readDraws(drawing, study.id, state, pairs);
  const planned: PlannedBallot[] = [];
  for (const pair of pairs) {
    const ballot = await planBallot(drawing, rater, { ...state, pair }, now);
    if (!ballot) break;
    planned.push(ballot);
    past.push(asPast(ballot));
  }
  // While it is paused, more will come later.
  const exhausted = open.length + planned.length < ahead && (!study.paused || open.length >= left);
  const progress = { cast, limit, practised: true };
  const drawn = await addExplanations(drawing, study.id, planned);
  if (drawn.length > 0) {
    if (!(await drawing.store(drawn))) return null;
    drawing.pairDraws.add(drawn);
  }
  const kept = await drawing.open.read(open.slice(0, ahead), study);
  return { ballots: [...kept, ...drawing.open.add(drawn, study)], exhausted, progress };
}

/** A ballot to be, whose explanations are not read yet. */
export type PlannedBallot = Omit<NewBallot, 'left' | 'right'> & { left: Place; right: Place };

async function addExplanations(
  { explanations }: Drawing,
  studyId: string,
  planned: readonly PlannedBallot[],
): Promise<NewBallot[]> {
  const read = await explanations(
    studyId,
    planned.flatMap(({ left, right }) => [left, right]),
  );
  return planned.flatMap((ballot, index) => {
    const [left, right] = read.slice(2 * index);
    if (!left || !right) return [];
    return [
      {
        ...ballot,
        left: { ...ballot.left, explanation: left },
        right: { ...ballot.right, explanation: right },
      },
    ];
  });
}

export const asPast = ({ id, ordinal, kind, image, left, right, repeatOf }: PlannedBallot): PastBallot => ({
  id,
  ordinal,
  kind,
  image,
  leftArm: left.arm,
  rightArm: right.arm,
  repeatOf,
  answered: false,
  open: true,
});

interface State extends Pick<DrawingState, 'design' | 'weights' | 'past' | 'pair'> {
  /** By index of the pair; of those drawn ahead. */
  draws: Map<number, PairDraws>;
}

/** Reads the draws so far of pairs, by index, all at once. */
async function readDraws(
  { pairDraws }: Pick<Drawing, 'pairDraws'>,
  studyId: string,
  { design, draws }: Pick<State, 'design' | 'draws'>,
  indexes: readonly (number | undefined)[],
): Promise<void> {
  const wanted = [...new Set(indexes)].flatMap((index) => {
    const pair = index === undefined || draws.has(index) ? undefined : design.pairs[index];
    return index !== undefined && pair ? [{ index, ...pair }] : [];
  });
  if (wanted.length === 0) return;
  const read = await pairDraws.read(studyId, wanted);
  for (const [at, { index }] of wanted.entries()) draws.set(index, read[at] ?? new Map());
}

/** The next ballot of a rater; null where nothing is left to ask. */
export async function planBallot(
  drawing: Pick<Drawing, 'pairDraws' | 'random' | 'newId'>,
  { id: raterId, study }: Pick<Rater, 'id' | 'study'>,
  state: State,
  now: Date,
): Promise<PlannedBallot | null> {
  const { random, newId } = drawing;
  const { design, past } = state;
  const { repeatShare, checkShare } = study;
  const plan = planDraw({ ...state, repeatShare, checkShare, random });
  if (!plan) return null;
  const asked = await settle(plan);
  return (
    asked && {
      id: newId(),
      studyId: study.id,
      raterId,
      kind: plan.kind,
      repeatOf: plan.kind === 'repeat' ? plan.of.id : null,
      soundSide: plan.kind === 'check' ? plan.soundSide : null,
      ordinal: (past.at(-1)?.ordinal ?? 0) + 1,
      issuedAt: now,
      expiresAt: new Date(now.getTime() + study.ballotTtlS * 1_000),
      ...asked,
    }
  );

  async function settle(
    plan: Plan,
  ): Promise<Pick<PlannedBallot, 'image' | 'left' | 'right' | 'probability'> | null> {
    const { probability } = plan;
    if (plan.kind === 'repeat') {
      const { image, leftArm, rightArm } = plan.of;
      return { image, left: { arm: rightArm, image }, right: { arm: leftArm, image }, probability };
    }
    if (plan.kind === 'check') {
      const { image, otherImage, soundSide } = plan;
      const sound = { arm: study.soundArm, image };
      const other = { arm: study.soundArm, image: otherImage };
      const [left, right] = soundSide === 'left' ? [sound, other] : [other, sound];
      return { image, left, right, probability };
    }
    await readDraws(drawing, study.id, state, [plan.pair]);
    const placed = placePair(design, plan, state.draws.get(plan.pair) ?? new Map(), past, random);
    if (!placed) return null;
    const { image, aOnLeft } = placed;
    const a = { arm: plan.a, image };
    const b = { arm: plan.b, image };
    const [left, right] = aOnLeft ? [a, b] : [b, a];
    return { image, left, right, probability: probability * placed.probability };
  }
}

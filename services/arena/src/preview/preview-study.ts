import type { arena } from '@fakexplain/contract';
import { liftTimeLimits, type Sql, type SqlOrTransaction } from '@fakexplain/database';
import { uniformSource } from '@fakexplain/statistics/random';
import { asPast, planBallot, type PlannedBallot } from '../ballots/draw-ballots.ts';
import { drawFrom } from '../ballots/kernels/draw-from.ts';
import { pairWeights } from '../ballots/kernels/pair-weights.ts';
import type { PairDraws, PairDrawsCache } from '../ballots/pair-draws.ts';
import type { PastBallot } from '../ballots/rater-past.ts';
import { ballotOf, showOn, type ExplanationRow } from '../ballots/read-ballots.ts';
import { completeDesign, numberWords, type StudyDesign } from '../ballots/study-design.ts';
import type { RaterStudy } from '../raters/identify-rater.ts';
import { lockDraft } from '../studies/drafts.ts';
import { planStudy, type StudyPlan } from '../studies/plan-study.ts';
import { readBriefing } from '../studies/read-study.ts';

interface Asked {
  /** How many ballots are drawn. */
  ballots: number;
  seed: number;
  now: Date;
  newId: () => string;
}

/**
 * A draft as its first rater would see it if it were opened now: its practice and the ballots that drawing gives. Nothing is
 * stored.
 * @throws ProblemError `not-found`, `study-not-draft`
 */
export async function previewStudy(sql: Sql, slug: string, asked: Asked): Promise<arena.Preview> {
  const briefing = await readBriefing(sql, slug);
  const { study, plan, drawn, said } = await sql.begin(async (tx) => {
    await liftTimeLimits(tx);
    const draft = await lockDraft(tx, slug);
    const study = await readDrawn(tx, draft.id);
    const plan = await planStudy(tx, draft);
    const drawn = await drawFirst(study, await designOf(tx, study, plan), asked);
    const shown = drawn.flatMap(({ left, right }) => [left, right]);
    const ids = shown.map(({ image, arm }) => explanationAt(plan, image, arm));
    return { study, plan, drawn, said: await readExplanations(tx, ids) };
  });
  const sizes = new Map(plan.images.map((image) => [image.sha256, image]));
  const row = (image: number, arm: number): ExplanationRow => {
    const id = explanationAt(plan, image, arm);
    const found = said.find((one) => one.id === id);
    if (!found) throw new Error(`explanation ${id} vanished`);
    return found;
  };
  const limit = briefing.ballotsPerRater;
  return {
    briefing: {
      ...briefing,
      practiceBallots: plan.practice.length,
      ballotsAsked: limit === null ? null : Math.min(limit, plan.asked.length),
    },
    practice: plan.practice.map(({ sha256, left, right }, position) => {
      const { width = 1, height = 1 } = sizes.get(sha256) ?? {};
      const image = { width, height };
      const show = (side: typeof left) => showOn({ ...side, ...image }, image, study.leaveOut);
      return { position, sha256, image, left: show(left), right: show(right) };
    }),
    ballots: drawn.map(({ id, ordinal, image, left, right, issuedAt, expiresAt }) => {
      const { sha256 = '', width = 1, height = 1 } = plan.asked[image]?.image ?? {};
      const says = { left: row(left.image, left.arm), right: row(right.image, right.arm) };
      const ballot = ballotOf({
        id,
        ordinal,
        width,
        height,
        leaveOut: study.leaveOut,
        ...says,
        issuedAt: issuedAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
        vote: null,
        reliance: false,
        verdictBefore: null,
        verdictBeforeAt: null,
      });
      const show = (side: ExplanationRow) => showOn(side, { width, height }, study.leaveOut);
      return { ...ballot, left: show(says.left), right: show(says.right), sha256 };
    }),
  };
}

async function readDrawn(sql: SqlOrTransaction, studyId: string): Promise<RaterStudy> {
  const [study] = await sql<RaterStudy[]>`
    select id, slug, status, paused_at is not null as paused, policy, ballot_ttl_s as "ballotTtlS",
      ballots_per_rater as "ballotsPerRater", repeat_share as "repeatShare", check_share as "checkShare",
      sound_arm as "soundArm", leave_out as "leaveOut", reliance, required_practice as "requiredPractice"
    from arena.studies where id = ${studyId}`;
  if (!study) throw new Error(`the draft ${studyId} vanished`);
  return study;
}

function explanationAt({ asked }: StudyPlan, image: number, arm: number): string {
  const found = asked[image]?.explanations[arm];
  if (!found) throw new Error(`arm ${arm} explains nothing on image ${image}`);
  return found.explanationId;
}

type SaidExplanation = ExplanationRow & { id: string };

const readExplanations = (sql: SqlOrTransaction, ids: string[]) => sql<SaidExplanation[]>`
  select id, verdict, tags, reasoning, regions, width, height
  from catalog.parsed_explanations where id = any(${sql.array(ids)}::uuid[])`;

/** What the draft can ask, as opening would fix it. */
async function designOf(
  sql: SqlOrTransaction,
  { soundArm, leaveOut }: RaterStudy,
  { asked, arms }: StudyPlan,
): Promise<StudyDesign> {
  const contents = new Int32Array(asked.length * arms.length).fill(-1);
  for (const [image, { explanations }] of asked.entries()) {
    const hashes = [...new Set(explanations.flatMap((one) => one?.contentHash ?? []))];
    for (const [arm, one] of explanations.entries())
      if (one) contents[image * arms.length + arm] = hashes.indexOf(one.contentHash);
  }
  const places = asked.flatMap(({ explanations }, image) => {
    const sound = explanations[soundArm];
    return sound ? [{ image, id: sound.explanationId }] : [];
  });
  const said = await readExplanations(
    sql,
    places.map(({ id }) => id),
  );
  const saidById = new Map(said.map((one) => [one.id, one]));
  const sound = places.flatMap(({ image, id }) => {
    const one = saidById.get(id);
    return one && one.verdict !== null ? [{ ...one, image }] : [];
  });
  const soundWords = numberWords(sound, asked.length, leaveOut);
  return completeDesign({ arms: arms.length, images: asked.length, contents, soundWords });
}

/** No ballot was drawn before those of a preview. */
const nothingDrawn: PairDrawsCache = {
  read: async (_, pairs) => pairs.map((): PairDraws => new Map()),
  add: () => undefined,
};

/** The first ballots of the first rater, who answers each. */
async function drawFirst(
  study: RaterStudy,
  design: StudyDesign,
  { ballots, seed, now, newId }: Asked,
): Promise<PlannedBallot[]> {
  if (design.pairs.length === 0) return [];
  const random = uniformSource(seed);
  const none = { winsA: 0, winsB: 0, ties: 0, neither: 0 };
  const weights = pairWeights(
    study.policy,
    design.arms,
    design.pairs.map(({ a, b }) => ({ a, b, ...none })),
  );
  const drawing = { pairDraws: nothingDrawn, random, newId };
  const rater = { id: newId(), study };
  const past: PastBallot[] = [];
  const planned: PlannedBallot[] = [];
  while (planned.length < ballots) {
    const pair = drawFrom(weights, random())?.index;
    const state = { design, weights, past, pair, draws: new Map<number, PairDraws>() };
    const ballot = await planBallot(drawing, rater, state, now);
    if (!ballot) break;
    planned.push(ballot);
    past.push({ ...asPast(ballot), answered: true, open: false });
  }
  return planned;
}

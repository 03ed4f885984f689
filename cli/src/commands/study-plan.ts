import { type Command, Option } from '@commander-js/extra-typings';
import { arena, call } from '@fakexplain/contract';
import { planCurve, type PlanCurve } from '@fakexplain/statistics/plan-curve';
import { pilotOf, planQuestion, type PlanQuestion } from '@fakexplain/statistics/plan-question';
import { z } from 'zod';
import { addExamples, number, slug, wholeNumber } from '../define-command.ts';
import { readServiceAddress } from '../env.ts';
import { Refused } from '../exit-codes.ts';
import type { Perform, Task } from '../session.ts';

const between = (low: number, high: number) =>
  number(
    z.number().refine((value) => value > low && value < high, `It is a number between ${low} and ${high}.`),
  );
const standardDeviation = number(
  z.number().refine((value) => value >= 0 && value <= 5, 'It is a number from 0 to 5.'),
);
const correlation = number(
  z.number().refine((value) => value >= 0 && value <= 0.9, 'It is a correlation from 0 to 0.9.'),
);

interface Asked {
  halfWidth: number;
  power?: number | undefined;
  share?: number | undefined;
  ballots: number;
  images: number;
  raterSd: number;
  imageSd: number;
  raterCorrelation?: number | undefined;
  imageCorrelation?: number | undefined;
  pilotRaters?: number | undefined;
  pilotBallots?: number | undefined;
}

interface Words extends Asked {
  pilot?: string | undefined;
  keep?: string | undefined;
  arms?: string[] | undefined;
  looks: 'one' | 'any';
  stops?: true | undefined;
}

/** Adds `study plan`, which asks a service only for a pilot, or to keep the plan. */
export function addPlanCommand(group: Command, perform: Perform): void {
  const plan = group
    .command('plan')
    .description(
      `Say how many raters a study needs, for an interval of some width or to find a difference, and draw what more or fewer would
give: for one look at its end, and for a look after every vote.`,
    )
    .addOption(
      new Option('--half-width <share>', 'of the 95% interval of a share: 0.05 is ± 5 points')
        .argParser(between(0, 0.5))
        .default(0.05),
    )
    .option(
      '--power <share>',
      'plan for finding that the share is not 0.5 so often, not for a width',
      between(0, 1),
    )
    .option('--share <share>', 'taken to be true (default: 0.5; with --power 0.6)', between(0, 1))
    .option('--ballots <n>', 'votes of each rater on a pair of arms that prefer one', wholeNumber(1), 25)
    .option('--images <n>', 'images they are drawn from', wholeNumber(2), 400)
    .option('--rater-sd <sd>', 'how much raters differ, on the log-odds scale', standardDeviation, 0.8)
    .option('--image-sd <sd>', 'how much images differ', standardDeviation, 0.8)
    .option('--rater-correlation <r>', 'of votes of one rater, in place of both of these', correlation)
    .option('--image-correlation <r>', 'of votes on one image', correlation)
    .option(
      '--pilot-raters <n>',
      'the correlation of raters was found in a pilot of so many: plan by its upper bound',
      wholeNumber(2),
    )
    .option('--pilot-ballots <n>', 'of each of them', wholeNumber(2))
    .option('--pilot <study>', 'share and correlations are those of its pair of arms with most votes', slug)
    .option('--keep <draft>', 'keep it as the plan of this draft; opening the draft fixes it', slug)
    .option('--arms <names...>', 'with --keep: the two arms that it is planned for, by name')
    .addOption(
      new Option('--looks <looks>', 'with --keep: how the result is looked at')
        .choices(['one', 'any'])
        .default('any' as const),
    )
    .option('--stops', 'with --keep: close the study by itself once it is reached')
    .action((options) => perform(planStudy, options));
  addExamples(plan, {
    'study plan --half-width 0.05': '± 5 points, by raters and images who differ as they often do',
    'study plan --power 0.8 --share 0.55 --rater-sd 0.5 --image-sd 0.5': 'to find 55% in 8 of 10 studies',
    'study plan --pilot first --keep second --arms People LEGION --stops':
      'by a study that was held, kept with a draft that then closes by itself',
    'study plan --rater-correlation 0.1 --image-correlation 0.1 --pilot-raters 12 --pilot-ballots 25':
      'from a pilot',
  });
}

const service = () => readServiceAddress('ARENA_URL');

const planStudy: Task<Words> = async ({ pilot, keep, arms, looks, stops, ...asked }) => {
  const question = questionOf(pilot === undefined ? asked : { ...asked, ...(await shownBy(pilot, asked)) });
  const curve = planCurve(question);
  for (const line of planLines(question, curve)) console.log(line);
  if (keep === undefined) return;
  const [first, second, ...others] = arms ?? [];
  if (first === undefined || second === undefined || others.length > 0)
    throw new Refused('--keep needs --arms with the names of two arms.');
  const raters = curve.needed[looks];
  if (raters === null) throw new Refused('No number of raters is enough for this: plan for more images.');
  const body = {
    ...question,
    pair: [first, second] as [string, string],
    looks,
    raters,
    stops: stops ?? false,
  };
  const { hash } = await call(arena.keepPlan, { params: { study: keep }, body }, service());
  console.log(`\nKept as the plan of ${keep}: ${raters} raters. SHA-256 ${hash}`);
};

/** What a study that was held says of the next one. */
async function shownBy(study: string, { share }: Asked): Promise<Partial<Asked>> {
  const query = { pairs: 'all' as const };
  const { pairs } = await call(arena.readLeaderboard, { params: { study }, query }, service());
  const known = pilotOf(pairs);
  if (!known) throw new Refused(`The study ${study} has no pair of arms with votes enough to plan by.`);
  const { correlations, pilot } = known;
  return {
    share: share ?? known.share,
    raterCorrelation: correlations.rater,
    imageCorrelation: correlations.image,
    pilotRaters: pilot.raters,
    pilotBallots: pilot.ballots,
  };
}

/** @throws Refused where options do not go together */
export function questionOf(asked: Asked): PlanQuestion {
  const { power, share, ballots, images, raterSd, imageSd } = asked;
  const { raterCorrelation: rater, imageCorrelation: image, pilotRaters, pilotBallots } = asked;
  if (ballots > images) throw new Refused('A rater sees an image once: --ballots is at most --images.');
  if (power !== undefined && share === 0.5)
    throw new Refused('There is nothing to find at --share 0.5: --power is of finding another.');
  if ((rater === undefined) !== (image === undefined))
    throw new Refused('--rater-correlation and --image-correlation are given together.');
  if ((pilotRaters === undefined) !== (pilotBallots === undefined))
    throw new Refused('--pilot-raters and --pilot-ballots are given together.');
  return planQuestion({
    goal: power === undefined ? { halfWidth: asked.halfWidth } : { power },
    share,
    ballots,
    images,
    raterSd,
    imageSd,
    correlations: rater === undefined || image === undefined ? null : { rater, image },
    pilot:
      pilotRaters === undefined || pilotBallots === undefined
        ? null
        : { raters: pilotRaters, ballots: pilotBallots },
  });
}

const points = (share: number | null) => (share === null ? '–' : `±${(100 * share).toFixed(1)}`);
const percent = (share: number | null) => (share === null ? '–' : `${(100 * share).toFixed(0)}%`);
const exactly = (share: number) => `${Number((100 * share).toPrecision(4))}%`;
const count = (n: number) => n.toLocaleString('en');

/** The raters needed, then a curve: a line for each number of raters, its bar as long as the interval for one look is wide, or as its power. */
export function planLines(question: PlanQuestion, { needed, points: curve, byBallots }: PlanCurve): string[] {
  const { goal, ballots, images, assumed } = question;
  const isPower = 'power' in goal;
  const wanted = isPower ? `${exactly(goal.power)} power` : `${points(goal.halfWidth)} points`;
  const whom = (raters: number | null) =>
    raters === null
      ? 'no number of raters is enough: it takes more images'
      : `${count(raters)} raters × ${ballots} ballots = ${count(raters * ballots)} votes`;
  const { rater, image } = assumed.correlations;
  const longest = Math.max(...curve.map(({ one }) => one.halfWidth ?? 0));
  return [
    `${wanted} at a share of ${exactly(assumed.share)}, ${count(images)} images; correlation of votes of a rater ${rater.toFixed(3)}, on an image ${image.toFixed(3)}`,
    `  one look, at the end:   ${whom(needed.one)}`,
    `  a look at every vote:   ${whom(needed.any)}`,
    '',
    `raters      votes  one look  any look  (${isPower ? 'power' : 'points, half of the width'})`,
    ...curve.map(({ raters, votes, one, any }) => {
      const [first, second] = isPower
        ? [percent(one.power), percent(any.power)]
        : [points(one.halfWidth), points(any.halfWidth)];
      const part = isPower ? (one.power ?? 0) : (one.halfWidth ?? 0) / longest;
      const mark = raters === needed.one || raters === needed.any ? ' ←' : '';
      return `${count(raters).padStart(6)} ${count(votes).padStart(10)} ${first.padStart(9)} ${second.padStart(9)}  ${'█'.repeat(Math.round(40 * part))}${mark}`;
    }),
    '',
    `ballots of each rater: raters needed for one look, for any look`,
    ...byBallots.map(
      (row) =>
        `${String(row.ballots).padStart(6)}: ${[row.one, row.any].map((raters) => (raters === null ? 'none' : count(raters))).join(', ')}`,
    ),
  ];
}

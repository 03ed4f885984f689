import { planQuestion, type PlanQuestion } from '@fakexplain/statistics/plan-question';
import { z } from 'zod';
import type { FieldError, Typed } from '../maintain/form-fields.ts';

const number = (least: number, most: number) =>
  z.coerce
    .number({ error: 'It is a number' })
    .refine((value) => value >= least && value <= most, `It is a number from ${least} to ${most}`);
const whole = (least: number, most: number) =>
  number(least, most).refine(Number.isInteger, 'It is a whole number');

/** The form of a plan; a field that is left empty has its default, or is not given. */
const formSchema = z
  .object({
    goal: z.enum(['width', 'power']).default('width'),
    half_width_percent: number(0.1, 49).default(5),
    power_percent: number(1, 99.9).default(80),
    share_percent: number(0.1, 99.9).optional(),
    ballots: whole(1, 10_000).default(25),
    images: whole(2, 1_000_000).default(400),
    rater_sd: number(0, 5).default(0.8),
    image_sd: number(0, 5).default(0.8),
    rater_correlation: number(0, 0.9).optional(),
    image_correlation: number(0, 0.9).optional(),
    pilot_raters: whole(2, 1_000_000).optional(),
    pilot_ballots: whole(2, 10_000).optional(),
  })
  .refine(({ ballots, images }) => ballots <= images, {
    path: ['ballots'],
    error: 'A rater sees an image once: at most as many as there are images',
  })
  .refine(({ goal, share_percent }) => goal !== 'power' || share_percent !== 50, {
    path: ['share_percent'],
    error: 'At 50% there is nothing to find',
  })
  .refine((form) => (form.rater_correlation === undefined) === (form.image_correlation === undefined), {
    path: ['rater_correlation'],
    error: 'Both correlations are given, or none',
  })
  .refine((form) => (form.pilot_raters === undefined) === (form.pilot_ballots === undefined), {
    path: ['pilot_raters'],
    error: 'Raters and ballots of the pilot are given, or neither',
  })
  .transform((form): PlanQuestion => {
    const { ballots, images, rater_correlation: rater, image_correlation: image } = form;
    const { pilot_raters: raters, pilot_ballots: ofEach } = form;
    return planQuestion({
      goal:
        form.goal === 'power'
          ? { power: form.power_percent / 100 }
          : { halfWidth: form.half_width_percent / 100 },
      share: form.share_percent === undefined ? undefined : form.share_percent / 100,
      ballots,
      images,
      raterSd: form.rater_sd,
      imageSd: form.image_sd,
      correlations: rater === undefined || image === undefined ? null : { rater, image },
      pilot: raters === undefined || ofEach === undefined ? null : { raters, ballots: ofEach },
    });
  });

export interface PlanForm {
  typed: Typed;
  errors: FieldError[];
  /** `null` where something is wrong. */
  question: PlanQuestion | null;
}

/** What the form asks, by its fields in an address. */
export function readPlan(query: URLSearchParams): PlanForm {
  const typed = Object.fromEntries([...query].map(([key, value]) => [key, value.trim()]));
  const filled = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== ''));
  const parsed = formSchema.safeParse(filled);
  if (parsed.success) return { typed, errors: [], question: parsed.data };
  const errors = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return { typed, errors, question: null };
}

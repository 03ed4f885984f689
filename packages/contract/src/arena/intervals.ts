import { z } from '@hono/zod-openapi';

const kind = <const K extends string>(value: K, description: string) =>
  z.literal(value).meta({ title: 'Kind', description });
const low = z.number().meta({ title: 'Lower bound', description: 'Lower end, in the unit of the quantity.' });
const high = z
  .number()
  .meta({ title: 'Upper bound', description: 'Upper end, in the unit of the quantity.' });

/** What is known of a quantity. */
export const intervalSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: kind('two-sided', 'The data bound the quantity on both sides.'), low, high }),
    z.object({
      kind: kind('at-least', 'The data bound the quantity from below only, as for an arm that never lost.'),
      low,
    }),
    z.object({
      kind: kind('at-most', 'The data bound the quantity from above only, as for an arm that never won.'),
      high,
    }),
    z.object({
      kind: kind('undetermined', 'The data do not bound the quantity at all.'),
      reason: z.string().meta({ title: 'Reason', description: 'Why there is no interval, in words.' }),
    }),
  ])
  .openapi('Interval', {
    description: 'A confidence interval, bounded on both sides, on one side, or not at all.',
  });
export type Interval = z.infer<typeof intervalSchema>;

export const probabilitySchema = z.number().min(0).max(1);

/** Of a share of votes. */
export const clusteredIntervalSchema = intervalSchema.meta({
  title: 'Clustered',
  description:
    'Allows for votes of one rater, and on one image, being alike: two-way clustered by rater and image on the log-odds scale, never less wide than independent votes allow, Student’s t with the effective number of raters or images, the smaller, less 1. One-sided where every vote, or none, was for the first: the exact bound of n / deff votes, where votes of one rater, or on one image, are taken to correlate by 0.1. The one to cite.',
  unit: 'share',
});

/** Of a share of votes, for whoever looks more than once. */
export const anytimeIntervalSchema = intervalSchema.meta({
  title: 'Anytime-valid, any look',
  description:
    'The one to cite while votes still come in: it may be looked at after every vote, and the study stopped by what it says. Of 100 studies so watched, at most 5 ever have it leave out the truth. From the estimate, standard error and effective clusters of the clustered interval, about 1.6 times as wide: as far as the evidence of a Student mixture of scale 1 + 0.02 n stays below 1 / 0.05. It holds from the 30th vote on, with at least 6 effective raters and 6 effective images, and 10 votes by 5 raters for the side that has fewer; undetermined before. By simulation and for many clusters, not by proof. Of one pair: not of the best of many, nor where raters are left out for what they voted.',
  unit: 'share',
});

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

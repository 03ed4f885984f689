import { z } from '@hono/zod-openapi';

/** What looks at how a rater has answered; never at what was preferred. */
export const sentinelSchema = z.enum([
  'median_time',
  'reading_time',
  'image_unseen',
  'one_sided',
  'long_run',
  'same_opening',
  'checks_failed',
  'one_network',
]);
export type Sentinel = z.infer<typeof sentinelSchema>;

export const sentinel = sentinelSchema.meta({
  title: 'Sentinel',
  description: 'Which sentinel, by its name.',
});

export const flagSchema = z
  .object({
    sentinel,
    value: z.number().meta({
      title: 'Value',
      description: 'What was found: a share of answers, or for runs, openings and networks a count.',
    }),
    threshold: z.number().meta({
      title: 'Threshold',
      description: 'The value from which, at this n, a rater is flagged.',
    }),
    n: z.int().meta({
      title: 'n',
      description: 'Answers, votes, checks or raters that the value is of.',
    }),
  })
  .openapi('Flag', {
    description: 'A sentinel found something odd in how a rater answers. Nobody is left out by it.',
  });
export type Flag = z.infer<typeof flagSchema>;

export const sentinelReportSchema = z
  .object({
    sentinel,
    rule: z.string().meta({ title: 'Rule', description: 'Whom it flags, in words, with the thresholds.' }),
    raters: z.int().meta({
      title: 'Flagged',
      description: 'Raters whom it flags, those who are excluded included.',
      unit: 'raters',
    }),
    votes: z.int().meta({
      title: 'Their votes',
      description: 'Current votes of these raters on regular ballots.',
      unit: 'votes',
    }),
    counting: z.int().meta({
      title: 'Not excluded',
      description: 'Of these raters, those whose exclusion does not stand.',
      unit: 'raters',
    }),
  })
  .openapi('SentinelReport');
export type SentinelReport = z.infer<typeof sentinelReportSchema>;

import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { json, momentSchema } from '../shared.ts';
import { intervalSchema, probabilitySchema } from './intervals.ts';
import { leftOutSchema, studyFields, studyParams } from './studies.ts';

const recognitionSchema = z
  .object({
    images: z.int().meta({
      title: 'Images',
      description: 'Images on which it was tried; of very many, a random part.',
      unit: 'images',
    }),
    auc: probabilitySchema.nullable().meta({
      title: 'AUC',
      description:
        'How often a program names the arms of two explanations right: 0.5 is guessing, 1 is always. It learns on four fifths of the images and is tried on the others. Null where there are too few images.',
      unit: 'probability',
    }),
    interval: intervalSchema.meta({
      title: '95% interval',
      description:
        'Bootstrap over images, widened for what the folds learn from each other (Nadeau & Bengio): about right where the arms are alike, on the safe side where they are not. “At least” where every explanation was named right.',
      unit: 'probability',
    }),
  })
  .openapi('Recognition', { description: 'How well two arms can be told apart by a program.' });

/** How well two arms can be told apart, as audits and share tables hold it. */
export const recognitionFields = {
  byForm: recognitionSchema.meta({
    title: 'Told by form',
    description:
      'Whether the two arms can be told apart by form alone: which parts are there, lengths, numbers and sizes of boxes, punctuation. On images of which both give the same verdict, since a verdict and the regions it brings are content. Above 0.5, votes may follow the look and not what is said.',
  }),
  byAll: recognitionSchema.meta({
    title: 'Told by all',
    description:
      'Whether the two arms can be told apart by all that raters see: form, phrases and verdicts, on all images. What an arm says is in it, so a high value alone is no fault.',
  }),
};

const giveAwaySchema = z
  .object({
    kind: z.enum(['trait', 'phrase']).meta({
      title: 'Kind',
      description: '`trait`: of the form; `phrase`: words, or a tag.',
    }),
    key: z.string().meta({ title: 'Key', description: 'The trait’s own name, or the phrase.' }),
    name: z.string().meta({ title: 'Give-away', description: 'What tells the arms apart, in words.' }),
    unit: z.enum(['share', 'mean']).meta({
      title: 'Unit',
      description: 'What the values of the two arms are: a `share` (0–1) or a `mean`.',
    }),
    weight: z.number().meta({
      title: 'Weight',
      description:
        'How much one standard deviation of it speaks for the first arm; negative for the second one.',
      unit: 'log-odds',
    }),
    a: z.number().meta({ title: 'In A', description: 'Its share or mean in the first arm.' }),
    b: z.number().meta({ title: 'In B', description: 'Its share or mean in the second arm.' }),
    leaveOut: leftOutSchema.nullable().meta({
      title: 'Leave out',
      description: 'The part that a study would leave out for this not to be seen; null: none hides it.',
    }),
  })
  .openapi('GiveAway');

export const pairAuditSchema = z
  .object({
    a: z.int().meta({ title: 'A', description: 'Position of the first arm.' }),
    b: z.int().meta({ title: 'B', description: 'Position of the second arm.' }),
    nameA: z.string().meta({ title: 'A', description: 'Name of the first arm.' }),
    nameB: z.string().meta({ title: 'B', description: 'Name of the second arm.' }),
    ...recognitionFields,
    isTold: z.boolean().meta({
      title: 'Told apart',
      description: 'Whether the interval of “told by form” lies above the threshold.',
    }),
    giveAways: z.array(giveAwaySchema).meta({
      title: 'Give-aways',
      description:
        'What tells the arms apart, the heaviest first: traits of form, then phrases. None where nothing tells beyond doubt, or where they are withheld.',
    }),
  })
  .openapi('PairAudit', { description: 'Whether two arms can be told apart by what raters see.' });
export type PairAudit = z.infer<typeof pairAuditSchema>;

export const blindingAuditSchema = z
  .object({
    study: z
      .object({ slug: studyFields.slug, title: studyFields.title, status: studyFields.status })
      .meta({ title: 'Study', description: 'The study that was audited.' }),
    state: z.enum(['ready', 'pending', 'failed', 'none']).meta({
      title: 'State',
      description:
        '`ready`, `pending` while it is made, `failed` where it broke off (the log says why), `none` for a draft, which maintainers can have audited.',
    }),
    pairs: z.array(pairAuditSchema).meta({
      title: 'Pairs',
      description: 'Pairs of arms that ballots can compare, those told apart best first; of very many, 200.',
    }),
    pairsOfArms: z.int().meta({
      title: 'Pairs of arms',
      description: 'All pairs of the study’s arms.',
      unit: 'pairs',
    }),
    warnings: z.array(z.string()).meta({
      title: 'Warnings',
      description: 'Which arms can be told apart by form alone, by what, and what a study can leave out.',
    }),
    withheld: z.boolean().meta({
      title: 'Withheld',
      description:
        'Whether give-aways are left out, because an open study under embargo, this or another, compares the same sources; maintainers see them.',
    }),
    threshold: probabilitySchema.meta({
      title: 'Threshold',
      description: 'Two arms count as told apart where the interval of “told by form” lies above this.',
      unit: 'probability',
    }),
    method: z.string().meta({
      title: 'Method',
      description: 'Name and version of the method; it changes whenever a number could.',
    }),
    seed: z.int().meta({ title: 'Seed', description: 'Seed of folds, resamples and of what was sampled.' }),
    madeAt: momentSchema
      .nullable()
      .meta({ title: 'Made', description: 'When it was made; null until then.' }),
  })
  .openapi('BlindingAudit', {
    description:
      'Whether the arms of a study can be told apart by what raters see. What a study shows is fixed at opening, so no vote changes it.',
  });
export type BlindingAudit = z.infer<typeof blindingAuditSchema>;

const tags = ['blinding'];

export const readBlindingAudit = createRoute({
  method: 'get',
  path: '/studies/{study}/blinding',
  operationId: 'readBlindingAudit',
  ...access('public'),
  summary: 'Whether arms can be told apart by what raters see',
  description:
    'Made once, when the study is opened; a study opened before there were audits gets one when asked.',
  tags,
  request: { params: studyParams },
  responses: {
    200: json(blindingAuditSchema, 'The audit, or how far it is'),
    ...problemResponses('invalid-request', 'not-found', 'results-hidden'),
  },
});

export const auditBlinding = createRoute({
  method: 'post',
  path: '/studies/{study}/blinding',
  operationId: 'auditBlinding',
  summary: 'Audit a study, a draft too (maintainers)',
  description:
    'A draft is audited as if it were opened now, and the audit is not kept. The answer comes within seconds: while its state is `pending`, ask again.',
  tags,
  ...access('maintainer'),
  request: { params: studyParams },
  responses: {
    200: json(blindingAuditSchema, 'The audit, or how far it is'),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found', 'study-not-drawable'),
  },
});

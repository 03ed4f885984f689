import {
  coordinateSpaceSchema,
  explanationSchema,
  grammarSchema,
  readingSettingsFields,
} from '@fakexplain/explanation';
import { z } from '@hono/zod-openapi';
import { nullIsAbsent } from './null-is-absent.ts';

export const slugSchema = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Only lower-case letters, digits and single hyphens')
  .openapi({ example: 'demo' });

export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'Write a SHA-256 in lower-case hex')
  .openapi({ example: '0'.repeat(64) });

export const idSchema = z.uuid();
export const momentSchema = z.iso.datetime({ offset: true });
export const labelSchema = z.enum(['real', 'generated']);

/** Size of an image as it is stored, in whose pixels boxes are. */
export const sizeFields = {
  width: z.int().positive().meta({ title: 'Width', description: 'Width of the image.', unit: 'px' }),
  height: z.int().positive().meta({ title: 'Height', description: 'Height of the image.', unit: 'px' }),
};

/** Fields that say who explains. */
export const sourceFields = {
  slug: slugSchema.meta({ title: 'Source', description: 'Slug of the source: who explains.' }),
  name: z.string().meta({ title: 'Source', description: 'Name of the source as pages show it.' }),
  kind: z.enum(['human', 'model', 'control', 'stand-in']).meta({
    title: 'Kind',
    description: 'Who explains: people, a model, a control, or a stand-in made for the demo.',
  }),
  demo: z.boolean().meta({
    title: 'Demo',
    description:
      'Whether the source is made for the demo; its values then say nothing about any published model.',
  }),
};

/** Fields that say which dataset is meant. */
export const datasetFields = {
  slug: slugSchema.meta({ title: 'Dataset', description: 'Slug of the dataset.' }),
  title: z.string().meta({ title: 'Dataset', description: 'Title of the dataset as pages show it.' }),
  kind: z.enum(['in_distribution', 'ood', 'demo', 'other']).meta({
    title: 'Kind',
    description:
      'How the dataset relates to the training data: `in_distribution`, out of distribution (`ood`), made for the `demo`, or `other`.',
  }),
  localisation: z.enum(['visible_artifact', 'manipulated_region', 'whole_image']).meta({
    title: 'Regions mark',
    description:
      'What a reference region of the dataset marks. Localisation values are not averaged across these meanings.',
  }),
};

/** Fields that say which image of a dataset is meant. */
export const imageFields = {
  sha256: sha256Schema.meta({ title: 'SHA-256', description: 'Hash of the image’s bytes, lower-case hex.' }),
  path: z.string().meta({
    title: 'Path',
    description: 'Path of the image inside the dataset as it was distributed.',
  }),
  label: labelSchema.meta({
    title: 'Label',
    description: 'What the dataset says the image is: a `real` photograph or a `generated` picture.',
  }),
};

/** Fields that say how the raw text of an explanation was read. */
export const readingFields = {
  grammar: grammarSchema.nullable().meta({
    title: 'Grammar',
    description: 'How the raw text was read; null without one.',
  }),
  coordinateSpace: coordinateSpaceSchema.nullable().meta({
    title: 'Coordinate space',
    description: 'What the numbers of boxes in the raw text count; null without one.',
  }),
  readingSettings: z.object(readingSettingsFields).nullable().meta({
    title: 'Reading settings',
    description: 'What was told beside grammar and coordinate space; null where nothing was.',
  }),
};

/** Successes of trials, and their share. */
export const countedShareFields = (unit: string, successes: string, trials: string) => ({
  k: z.int().meta({ title: 'k', description: successes, unit }),
  n: z.int().meta({ title: 'n', description: trials, unit }),
  share: z.number().min(0).max(1).nullable().meta({
    title: 'Share',
    description: 'k of n; null where n is 0.',
    unit: 'share',
  }),
});

export const shownExplanationSchema = explanationSchema
  .pick({ verdict: true, tags: true, reasoning: true, regions: true })
  .openapi('ShownExplanation', {
    description:
      'What a rater, or anyone who looks at a case, is shown of an explanation: never the raw text.',
  });
export type ShownExplanation = z.infer<typeof shownExplanationSchema>;

export const ballotExplanationSchema = shownExplanationSchema
  .partial({ verdict: true, tags: true })
  .openapi('BallotExplanation', {
    description:
      'What a rater is shown of an explanation. The verdict or the tags are missing where the study leaves them out.',
  });
export type BallotExplanation = z.infer<typeof ballotExplanationSchema>;

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** The body of a request; null in a field that may be absent is its absence. */
export const body = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema: nullIsAbsent(schema) } },
});

/** Query parameter of a list that comes in pages. @param perPage entries of a page */
export const pageField = (perPage: number) =>
  z.coerce
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(1)
    .meta({ title: 'Page', description: `Which ${perPage} of them, counted from 1.` });

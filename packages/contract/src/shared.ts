import { explanationSchema } from '@fakexplain/explanation';
import { z } from '@hono/zod-openapi';

export const slugSchema = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens')
  .openapi({ example: 'demo' });

export const sha256Schema = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'a SHA-256 in lower-case hex')
  .openapi({ example: '0'.repeat(64) });

export const idSchema = z.uuid();
export const momentSchema = z.iso.datetime({ offset: true });
export const labelSchema = z.enum(['real', 'generated']);

/** What a rater, or anyone who looks at a case, is shown of an explanation: never the raw text. */
export const shownExplanationSchema = explanationSchema
  .pick({ verdict: true, tags: true, reasoning: true, regions: true })
  .openapi('ShownExplanation');
export type ShownExplanation = z.infer<typeof shownExplanationSchema>;

export const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

export const body = <T extends z.ZodType>(schema: T) => ({
  required: true,
  content: { 'application/json': { schema } },
});

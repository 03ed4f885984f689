import { inference } from '@fakexplain/contract';
import { coordinateSpaceSchema } from '@fakexplain/explanation';
import { z } from 'zod';
import type { Protocol } from '../process/protocol.ts';
import { providerSchema } from '../providers.ts';

const setupSchema = z.object({
  /** The Hugging Face folder, and what was made of it. */
  checkpoint: z.string(),
  converted: z.string(),
  provider: providerSchema,
  gpu: z.int().nonnegative(),
  threads: z.int().positive().nullable(),
  prompt: z.object({ system: z.string().optional(), user: z.string() }),
  decoding: inference.decodingSchema,
  /** Least and greatest area of a resized picture where they are not as the checkpoint says. */
  minPixels: z.int().positive().nullable(),
  maxPixels: z.int().positive().nullable(),
  /** What boxes count, where answers are to keep to the grammar; null where they are free. */
  constrainedTo: coordinateSpaceSchema.nullable(),
});
/** What is to be opened. */
export type ModelSetup = z.output<typeof setupSchema>;

const questionSchema = z.object({
  /** Tells the picture's random numbers from others' with the same seed. */
  key: z.string(),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type Question = z.output<typeof questionSchema>;

const answerSchema = z.object({ text: z.string(), truncated: z.boolean(), tokens: z.int().nonnegative() });
export type Answer = z.output<typeof answerSchema>;

/** What of a checkpoint's own settings decides how it answers. */
const detailsSchema = z.record(z.string(), z.string());
export type Details = z.output<typeof detailsSchema>;

/** Text that was written, empty where something else was done; what keeps quiet is taken for stuck. */
const eventSchema = z.string();

export const modelProtocol: Protocol<ModelSetup, Details, Question, string, Answer> = {
  settings: setupSchema,
  ready: detailsSchema,
  request: questionSchema,
  event: eventSchema,
  answer: answerSchema,
};

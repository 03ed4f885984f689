import { inference, sha256Schema } from '@fakexplain/contract';
import { coordinateSpaceSchema } from '@fakexplain/explanation';
import { z } from 'zod';
import type { Protocol } from '../process/protocol.ts';
import { providerSchema } from '../providers.ts';
import { localBackendSchema } from './settings.ts';

/** The checkpoint's folder, and what `openModel` of @fakexplain/vlm-onnx takes. */
const setupSchema = z.object({
  checkpoint: z.string(),
  provider: providerSchema,
  gpu: z.int().nonnegative(),
  threads: z.int().positive().optional(),
  cacheFolder: z.string(),
  weights: localBackendSchema.shape.weights.unwrap(),
  files: z.record(z.string(), sha256Schema),
  prompt: z.object({ system: z.string().optional(), user: z.string() }),
  decoding: inference.decodingSchema,
  minPixels: z.int().positive().optional(),
  maxPixels: z.int().positive().optional(),
  constrainedTo: coordinateSpaceSchema.optional(),
});
export type ModelSetup = z.output<typeof setupSchema>;

const aboutSchema = z.object({
  versions: z.record(z.string(), z.string()),
  files: z.array(z.object({ file: z.string(), sha256: z.string() })),
  settings: z.record(z.string(), z.string()),
  resize: z.object({ factor: z.int(), minPixels: z.int(), maxPixels: z.int() }),
});
export type About = z.output<typeof aboutSchema>;

/** What decides how the model answers, or why its checkpoint cannot be used on any provider. */
const readySchema = z.union([aboutSchema, z.object({ refused: z.string() })]);
export type Ready = z.output<typeof readySchema>;

const questionSchema = z.object({
  /** Separates the random numbers of this image from those of others with the same seed. */
  key: z.string(),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  width: z.int().positive(),
  height: z.int().positive(),
});
export type Question = z.output<typeof questionSchema>;

const answerSchema = z.object({ text: z.string(), truncated: z.boolean(), tokens: z.int().nonnegative() });
export type Answer = z.output<typeof answerSchema>;

/** Text that was written, empty where other work was done; a module that is silent is taken for stuck. */
const eventSchema = z.string();

export const modelProtocol: Protocol<ModelSetup, Ready, Question, string, Answer> = {
  settings: setupSchema,
  ready: readySchema,
  request: questionSchema,
  event: eventSchema,
  answer: answerSchema,
};

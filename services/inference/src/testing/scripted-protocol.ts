import { z } from 'zod';
import type { Protocol } from '../backends/process/protocol.ts';

const settingsSchema = z.object({
  name: z.string(),
  opening: z.enum(['well', 'refuse', 'refuse-image', 'crash', 'never']).default('well'),
});

const requestSchema = z.object({
  order: z.enum(['double', 'refuse', 'break', 'crash', 'silence', 'count', 'nonsense', 'cancelled']),
  values: z.instanceof(Float32Array).optional(),
});

/** The messages that `scripted-module.ts` receives and answers. */
export const scriptedProtocol = {
  settings: settingsSchema,
  ready: z.object({ name: z.string(), pid: z.int() }),
  request: requestSchema,
  event: z.int(),
  answer: z.object({ values: z.instanceof(Float32Array), cancelled: z.int() }),
} satisfies Protocol<unknown, unknown, unknown, unknown, unknown>;

import { z } from 'zod';
import type { Protocol } from '../process/protocol.ts';
import { providerSchema } from '../providers.ts';
import { graphBackendSchema } from './settings.ts';

const maskSchema = z.object({ size: z.tuple([z.int(), z.int()]), counts: z.string() });

/** Between `open-graph.ts` and `graph-module.ts`. */
export const graphProtocol = {
  settings: z.object({
    /** Absolute. */
    file: z.string(),
    provider: providerSchema,
    graph: graphBackendSchema,
  }),
  ready: z.object({ batch: z.int().min(1) }),
  request: z.object({
    bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    width: z.int(),
    height: z.int(),
  }),
  event: z.never(),
  answer: z.object({ probability: z.number().nullable(), mask: maskSchema.nullable() }),
} satisfies Protocol<unknown, unknown, unknown, unknown, unknown>;

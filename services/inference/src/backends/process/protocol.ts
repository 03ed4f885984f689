import { z } from 'zod';

/**
 * Schemas of the messages between a supervisor and its process: shared by the module that calls `supervise`
 * (`supervise.ts`, in the service) and the module that calls `serveProtocol` (`serve-protocol.ts`, in the thread or
 * process). Each side parses what it receives. Values must survive structured cloning: plain objects, typed arrays, strings.
 */
export interface Protocol<Settings, Ready, Request, Event, Answer> {
  /** Given once, at the start, and again at each restart. */
  settings: z.ZodType<Settings>;
  /** What the process reports about itself once it can answer requests. */
  ready: z.ZodType<Ready>;
  request: z.ZodType<Request>;
  /** Sent while a request is worked on, in order; `z.never()` where there are no events. */
  event: z.ZodType<Event>;
  answer: z.ZodType<Answer>;
}

/** Messages from the supervisor to the module. */
export const toModuleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), settings: z.unknown() }),
  z.object({ kind: z.literal('ask'), id: z.int(), request: z.unknown() }),
  z.object({ kind: z.literal('cancel'), id: z.int() }),
  z.object({ kind: z.literal('close') }),
]);
export type ToModule = z.infer<typeof toModuleSchema>;

const failure = { fault: z.enum(['image', 'passing', 'model']), message: z.string() };

/** Messages from the module to its supervisor. */
export const fromModuleSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), step: z.string() }),
  z.object({ kind: z.literal('ready'), ready: z.unknown() }),
  z.object({ kind: z.literal('unopened'), ...failure }),
  z.object({ kind: z.literal('event'), id: z.int(), event: z.unknown() }),
  z.object({ kind: z.literal('answer'), id: z.int(), answer: z.unknown() }),
  z.object({ kind: z.literal('failed'), id: z.int(), ...failure }),
]);
export type FromModule = z.infer<typeof fromModuleSchema>;

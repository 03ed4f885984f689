import { z } from 'zod';

/**
 * What a supervisor and its process say to each other, as schemas: shared by the module that calls `supervise`
 * (`supervise.ts`, in the service) and the module that calls `serveProtocol` (`serve-protocol.ts`, in the thread or
 * process). Each side parses what it hears. Values must survive structured cloning: plain objects, typed arrays, strings.
 */
export interface Protocol<Settings, Ready, Request, Event, Answer> {
  /** Given once, at the start, and again at each restart. */
  settings: z.ZodType<Settings>;
  /** What the process says of itself once it can be asked. */
  ready: z.ZodType<Ready>;
  request: z.ZodType<Request>;
  /** Told while a request is worked on, in order; `z.never()` where there is nothing to tell. */
  event: z.ZodType<Event>;
  answer: z.ZodType<Answer>;
}

/** From the supervisor. */
export const toldSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), settings: z.unknown() }),
  z.object({ kind: z.literal('ask'), id: z.int(), request: z.unknown() }),
  z.object({ kind: z.literal('cancel'), id: z.int() }),
  z.object({ kind: z.literal('close') }),
]);
export type Told = z.infer<typeof toldSchema>;

const failure = { fault: z.enum(['image', 'passing', 'model']), message: z.string() };

/** From the process. */
export const heardSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('step'), step: z.string() }),
  z.object({ kind: z.literal('ready'), ready: z.unknown() }),
  z.object({ kind: z.literal('unopened'), ...failure }),
  z.object({ kind: z.literal('event'), id: z.int(), event: z.unknown() }),
  z.object({ kind: z.literal('answer'), id: z.int(), answer: z.unknown() }),
  z.object({ kind: z.literal('failed'), id: z.int(), ...failure }),
]);
export type Heard = z.infer<typeof heardSchema>;

import type { z } from '@hono/zod-openapi';
import type { Access } from './access.ts';

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The part of a `createRoute` result that a client needs. */
export interface Operation {
  method: Method;
  path: string;
  operationId: string;
  /** Who may call it. */
  'x-access': Access;
  request?: {
    params?: z.ZodType;
    query?: z.ZodType;
    headers?: z.ZodType;
    body?: { content: Record<string, { schema: z.ZodType }> };
  };
  responses: Record<number, unknown>;
}

type PartInput<O, K extends 'params' | 'query' | 'headers'> = O extends {
  request: { [P in K]: infer S extends z.ZodType };
}
  ? { [P in K]: z.input<S> }
  : unknown;

type BodyInput<O> = O extends {
  request: { body: { content: { 'application/json': { schema: infer S extends z.ZodType } } } };
}
  ? { body: z.input<S> }
  : unknown;

/** What a call must be given. */
export type CallInput<O extends Operation> = PartInput<O, 'params'> &
  PartInput<O, 'query'> &
  PartInput<O, 'headers'> &
  BodyInput<O>;

type SuccessStatus = 200 | 201;

type BodyOf<R> = R extends { content: { 'application/json': { schema: infer S extends z.ZodType } } }
  ? z.output<S>
  : never;

/** What a call answers with, when it succeeds. */
export type CallOutput<O extends Operation> = {
  [S in keyof O['responses'] & SuccessStatus]: BodyOf<O['responses'][S]>;
}[keyof O['responses'] & SuccessStatus];

import { fieldTitle, type Operation } from '@fakexplain/contract';
import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { routePath } from 'hono/route';
import { ProblemError } from './problem.ts';

const places: Partial<Record<string, string>> = { json: 'body', param: 'path' };

type Result = { target: string } & ({ success: true; data: unknown } | { success: false; error: z.ZodError });

/**
 * What runs after each part of a request met its schema, or failed to; it throws `invalid-request` with all faulty fields.
 * @param operations whose fields have titles
 */
export function validationHook(operations: readonly Operation[] = []): (result: Result, c: Context) => void {
  const known = new Map(
    operations.map((operation) => [`${operation.method.toUpperCase()} ${honoPath(operation)}`, operation]),
  );
  return (result, c) => {
    const place = places[result.target] ?? result.target;
    if (!result.success) {
      const schema = schemaOf(known.get(`${c.req.method} ${routePath(c)}`), result.target);
      throw new ProblemError('invalid-request', {
        detail: 'The request does not fit its schema; see the errors.',
        errors: result.error.issues.map(({ path, message }) => {
          const title = schema && fieldTitle(schema, path);
          return { path: [place, ...path].join('.'), ...(title !== undefined && { title }), message };
        }),
      });
    }
    refuseUnstorable(result.data, place);
  };
}

/** The path of an operation as a router takes it. */
export const honoPath = ({ path }: Operation): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** What a part of a request has to be. */
function schemaOf(operation: Operation | undefined, target: string): z.ZodType | undefined {
  const { params, query, headers, body } = operation?.request ?? {};
  if (target === 'param') return params;
  if (target === 'query') return query;
  if (target === 'header') return headers;
  return body && Object.values(body.content)[0]?.schema;
}

function refuseUnstorable(data: unknown, place: string): void {
  const unstorable = findUnstorableText(data);
  if (unstorable !== null) {
    throw new ProblemError('invalid-request', {
      detail: 'The request holds text that cannot be stored; see the errors.',
      errors: [
        {
          path: unstorable === '' ? place : `${place}.${unstorable}`,
          message: 'Must not hold NUL or a lone surrogate',
        },
      ],
    });
  }
}

/**
 * The path, such as `a.0.b`, of a text that PostgreSQL cannot store: NUL anywhere, and halves of surrogate pairs
 * (which become invalid escapes in `jsonb`). Null when there is none. Walks without recursion, so that deep nesting never
 * overflows the stack.
 */
function findUnstorableText(value: unknown): string | null {
  const pending: [string, unknown][] = [['', value]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, item] = next;
    if (typeof item === 'string' && !isStorable(item)) return path;
    if (typeof item !== 'object' || item === null) continue;
    for (const [key, child] of Object.entries(item)) {
      if (!isStorable(key)) return path;
      pending.push([path === '' ? key : `${path}.${key}`, child]);
    }
  }
  return null;
}

const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed();

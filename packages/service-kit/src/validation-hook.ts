import type { z } from '@hono/zod-openapi';
import { ProblemError } from './problem.ts';

const places: Partial<Record<string, string>> = { json: 'body', param: 'path' };

type Result = { target: string } & ({ success: true; data: unknown } | { success: false; error: z.ZodError });

/** Runs after each part of a request met its schema, or failed to; throws `invalid-request` with every field at fault. */
export function validationHook(result: Result): void {
  const place = places[result.target] ?? result.target;
  if (!result.success) {
    throw new ProblemError('invalid-request', {
      detail: 'The request does not fit its schema; see the errors.',
      errors: result.error.issues.map(({ path, message }) => ({ path: [place, ...path].join('.'), message })),
    });
  }
  const unstorable = findUnstorableText(result.data);
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
 * Where a value holds text that PostgreSQL cannot store, as `a.0.b`: NUL anywhere, and halves of surrogate pairs
 * (which become invalid escapes in `jsonb`). Null when there is none. Walks without recursion, so that no nesting
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

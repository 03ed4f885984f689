import { z } from 'zod';
import { whyNotJson } from './json-text.ts';
import { RowRefused } from './refusal.ts';

/** Parses a row by its schema. @throws RowRefused with every fault */
export function checkRow<T>(schema: z.ZodType<T>, row: unknown): T {
  const parsed = schema.safeParse(row);
  if (parsed.success) return parsed.data;
  const [first, ...more] = parsed.error.issues.map(({ path, message }) => ({
    field: fieldName(path),
    reason: message,
  }));
  throw new RowRefused(first?.field ?? '', first?.reason ?? 'the row is not valid', ...more);
}

/** An answer of a model; null is how programs write that there is none. */
export const answerText = z.string({
  error: ({ input }) => (input === null ? 'it is null: the model gave no answer' : undefined),
});

/** `['objects', 'bbox', 2]` as `objects.bbox[2]`. */
export function fieldName(path: PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}

/** @throws RowRefused */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RowRefused('', `the line is not JSON: ${whyNotJson(text, error)}`);
  }
}

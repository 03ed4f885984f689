/** A field of the form and what was typed in it, to be shown again when something is wrong. */
export type Typed = Record<string, string | string[]>;

const several = new Set(['datasets', 'arms', 'leave_out', 'questions', 'sentinel']);

/** What was typed, by field; a field that may occur more than once is a list. */
export function typed(form: FormData): Typed {
  const fields: Typed = {};
  for (const key of new Set(form.keys())) {
    const values = form.getAll(key).filter((value) => typeof value === 'string');
    fields[key] = several.has(key) ? values : (values[0] ?? '');
  }
  return fields;
}

/** What was typed in a field, without white space around it; empty where there is no such field. */
export const text = (form: FormData, key: string): string => {
  const value = form.get(key);
  return typeof value === 'string' ? value.trim() : '';
};
/** Every value of a field that may occur more than once. */
export const texts = (form: FormData, key: string): string[] =>
  form.getAll(key).filter((value) => typeof value === 'string');

const decimal = /^[+-]?\d+(\.\d+)?$/;

/**
 * A number, or `undefined` where the field was left empty, so that the service's default holds. What is no decimal number is
 * −1, which no field takes, so that the service refuses it and `problemWords` can say why.
 */
export function number(form: FormData, key: string): number | undefined {
  const value = text(form, key);
  if (value === '') return undefined;
  return decimal.test(value) ? Number(value) : -1;
}

/**
 * What a service said of a number, in the words of the form.
 * @param typed what the form was sent with
 * @param unit of the field: percentages are sent as shares, which the service's bounds are of
 */
export function problemWords(problem: string, typed: string, unit: 'one' | 'percent'): string {
  const value = typed.trim();
  if (value !== '' && !decimal.test(value)) return `“${value}” is not a number`;
  if (unit === 'one') return problem;
  return problem.replaceAll(/\d+(\.\d+)?/g, (share) => `${Number((Number(share) * 100).toPrecision(12))}%`);
}

/** Leaves out what is `undefined`. */
export function given<T extends Record<string, unknown>>(
  parts: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** What a service said of a field. */
export interface FieldError {
  /** Of the field in the request, without `body`. */
  path: string;
  /** What it is called, where that is known. */
  title?: string | undefined;
  message: string;
}

/** What was said of a field, whose path may lead into a list. */
export const problemOf = (errors: readonly FieldError[], path: string): string | undefined =>
  errors.find((error) => error.path === path || error.path.startsWith(`${path}.`))?.message;

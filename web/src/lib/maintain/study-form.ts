import type { arena } from '@fakexplain/contract';

/** A field of the form and what was typed in it, to be shown again when something is wrong. */
export type Typed = Record<string, string | string[]>;

const several = new Set(['datasets', 'arms']);

/** What was typed, by field; a field that may occur more than once is a list. */
export function typed(form: FormData): Typed {
  const fields: Typed = {};
  for (const key of new Set(form.keys())) {
    const values = form.getAll(key).filter((value) => typeof value === 'string');
    fields[key] = several.has(key) ? values : (values[0] ?? '');
  }
  return fields;
}

const text = (form: FormData, key: string): string => {
  const value = form.get(key);
  return typeof value === 'string' ? value.trim() : '';
};
const texts = (form: FormData, key: string): string[] =>
  form.getAll(key).filter((value) => typeof value === 'string');

/** A number, or `undefined` where the field was left empty, so that the service's default holds. */
function number(form: FormData, key: string): number | undefined {
  const value = text(form, key);
  return value === '' ? undefined : Number(value);
}

/** Leaves out what is `undefined`. */
function given<T extends Record<string, unknown>>(parts: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/**
 * The request that makes a study, from the form's fields. Nothing is judged here: the service says what is wrong.
 * Percentages of the form become shares.
 */
export function newStudyFrom(form: FormData): arena.NewStudy {
  const control = text(form, 'format_control');
  const share = (key: string) => {
    const value = number(form, key);
    return value === undefined ? undefined : value / 100;
  };
  return {
    slug: text(form, 'slug'),
    title: text(form, 'title'),
    consent: text(form, 'consent'),
    demo: form.get('demo') === 'on',
    policy: form.get('policy') === 'uncertainty' ? 'uncertainty' : 'balanced',
    datasets: texts(form, 'datasets'),
    arms: [
      ...texts(form, 'arms').map((source) => ({ source })),
      ...(control ? [{ source: control, kind: 'format_control' as const }] : []),
    ],
    ...given({
      question: text(form, 'question') || undefined,
      ballotsPerRater: number(form, 'ballots_per_rater'),
      repeatShare: share('repeat_percent'),
      checkShare: share('check_percent'),
      equivalenceMargin: share('margin_percent'),
      seed: number(form, 'seed'),
      soundSource: text(form, 'sound_source') || undefined,
    }),
  };
}

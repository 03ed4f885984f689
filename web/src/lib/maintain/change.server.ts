import { fail } from '@sveltejs/kit';
import { orErrorPage, ServiceProblem } from '#lib/server/services.ts';
import { typed } from './form-fields.ts';

/** Runs a maintainer's change; a refusal comes back to the form, in the service's words. */
export const change = (form: FormData, done: string, ask: () => Promise<unknown>) =>
  answer(form, () => ask().then(() => done));

/** As `change`, for what is told in the words that come of it. */
export const answer = (form: FormData, ask: () => Promise<string>) =>
  attempt(form, async () => ({ done: await ask() }));

/** As `change`, for what is shown once it is made. */
export const making = <T>(form: FormData, done: string, ask: () => Promise<T>) =>
  attempt(form, async () => ({ done, made: await ask() }));

async function attempt<T>(form: FormData, ask: () => Promise<T>) {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof ServiceProblem)) return orErrorPage(Promise.reject(cause));
    const errors = (cause.problem.errors ?? []).map(({ path, ...said }) => ({
      path: path.replace(/^body\.?/, ''),
      ...said,
    }));
    return fail(cause.problem.status, { refused: cause.message, errors, typed: typed(form) });
  }
}

import { fail } from '@sveltejs/kit';
import { orErrorPage, ServiceProblem } from '#lib/server/services.ts';
import { typed } from './form-fields.ts';

/** Runs a maintainer's change; a refusal comes back to the form, in the service's words. */
export async function change(form: FormData, done: string, ask: () => Promise<unknown>) {
  try {
    await ask();
    return { done };
  } catch (cause) {
    if (!(cause instanceof ServiceProblem)) return orErrorPage(Promise.reject(cause));
    const errors = (cause.problem.errors ?? []).map(({ path, message }) => ({
      path: path.replace(/^body\.?/, ''),
      message,
    }));
    return fail(cause.problem.status, { refused: cause.message, errors, typed: typed(form) });
  }
}

import { change } from '#lib/maintain/change.server.ts';
import { call, inference, orErrorPage, toInference } from '#lib/server/services.ts';
import { roleHere } from '#lib/server/who.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

/** Failures on one page. */
const shownFailures = 60;

export const load: PageServerLoad = async ({ params, url, depends }) => {
  depends('app:run');
  const after = url.searchParams.get('after') ?? undefined;
  const query = { limit: shownFailures, ...(after ? { after } : {}) };
  const [run, { failures, embargo }] = await orErrorPage(
    Promise.all([
      call(inference.readRun, { params }, toInference()),
      call(inference.listFailures, { params, query }, toInference()),
    ]),
  );
  const last = failures.length === shownFailures ? failures.at(-1) : undefined;
  return {
    run,
    failures,
    embargo,
    next: last ? `?after=${last.sha256}#failures` : null,
    maintains: (await roleHere()).maintains,
  };
};

type Change =
  | typeof inference.pauseRun
  | typeof inference.resumeRun
  | typeof inference.cancelRun
  | typeof inference.retryRun;

const changeBy =
  (operation: Change, done: string) =>
  async ({ request, params }: RequestEvent) =>
    change(await request.formData(), done, () => call(operation, { params }, toInference()));

export const actions: Actions = {
  pause: changeBy(inference.pauseRun, 'No more images are taken; those in flight are finished.'),
  resume: changeBy(inference.resumeRun, 'The run goes on.'),
  cancel: changeBy(inference.cancelRun, 'The run is cancelled; what is explained stays.'),
  retry: changeBy(inference.retryRun, 'The failed images are tried again.'),
};

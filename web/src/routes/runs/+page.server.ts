import { isOpen } from '#lib/runs/states.ts';
import {
  call,
  fieldsOf,
  inference,
  metrics,
  orErrorPage,
  orNothing,
  toInference,
  toMetrics,
  wordsOf,
} from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ url }) => {
  const dataset = url.searchParams.get('dataset') ?? '';
  const query = dataset ? { dataset } : {};
  const [{ runs }, generations] = await orErrorPage(
    Promise.all([
      call(metrics.listRuns, { query }, toMetrics()),
      orNothing(call(inference.listRuns, { query }, toInference())),
    ]),
  );
  return {
    dataset,
    runs,
    fields: wordsOf(fieldsOf(metrics.listRuns, 'runs')),
    open: generations?.runs.filter(isOpen) ?? null,
  };
};

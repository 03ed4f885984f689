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
  const source = url.searchParams.get('source') ?? '';
  const query = dataset ? { dataset } : {};
  const [{ runs }, generations] = await orErrorPage(
    Promise.all([
      call(metrics.listRuns, { query: { ...query, ...(source && { source }) } }, toMetrics()),
      orNothing(call(inference.listRuns, { query }, toInference())),
    ]),
  );
  return {
    dataset,
    source: source === '' ? null : { slug: source, name: runs[0]?.source.name ?? source },
    runs,
    fields: wordsOf(fieldsOf(metrics.listRuns, 'runs')),
    // Of a source alone it is told what is there.
    open: source === '' ? (generations?.runs.filter(isOpen) ?? null) : null,
  };
};

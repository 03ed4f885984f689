import type { ImportOptions } from '../rows/take-rows.ts';
import { formatRefusal } from '../rows/refusal.ts';
import { type Load, type LoaderName, runLoad } from '../loaders/run-load.ts';
import type { LoaderOptions } from '../loaders/loaded-set.ts';
import type { Catalog } from './use-catalog.ts';

/** Imports a folder or file; what is not said is as the layout knows it. */
export async function loading(
  catalog: Catalog,
  loader: LoaderName,
  file: string,
  { dataset, described = {}, ...more }: Partial<Pick<Load, 'dataset' | 'described'> & LoaderOptions> = {},
  options: ImportOptions = {},
) {
  const said: string[] = [];
  const refusals: string[] = [];
  const load = { loader, file, dataset, described, options: { labels: new Map(), ...more } };
  const { summary } = await runLoad(load, catalog, {
    ...options,
    say: (line) => said.push(line),
    onRefusal: (refusal) => refusals.push(formatRefusal(refusal)),
  });
  return { summary, said, refusals };
}

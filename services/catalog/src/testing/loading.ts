import type { ImportOptions } from '../rows/take-rows.ts';
import { formatRefusal } from '../rows/refusal.ts';
import type { LoaderName } from '../loaders/index.ts';
import { parseLoad } from '../loaders/parse-load.ts';
import { runLoad } from '../loaders/run-load.ts';
import type { Catalogue } from './catalogue.ts';

/** Imports as the command with these words does. */
export async function loading(
  catalogue: Catalogue,
  [name, ...args]: [LoaderName, string, ...string[]],
  options: ImportOptions = {},
) {
  const said: string[] = [];
  const refusals: string[] = [];
  const { summary, dataset } = await runLoad(parseLoad(name, args), catalogue, {
    ...options,
    say: (line) => said.push(line),
    onRefusal: (refusal) => refusals.push(formatRefusal(refusal)),
  });
  return { summary, dataset, said, refusals };
}

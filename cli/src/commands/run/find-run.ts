import { call, inference, type ClientOptions } from '@fakexplain/contract';
import { Refused } from '../../exit-codes.ts';

/**
 * The run whose id begins as said.
 * @throws Refused where there is none, or more than one
 */
export async function findRunBy(beginning: string, options: ClientOptions): Promise<inference.Run> {
  const { runs } = await call(inference.listRuns, { query: {} }, options);
  const found = runs.filter(({ id }) => id.startsWith(beginning.toLowerCase()));
  const [run] = found;
  if (!run)
    throw new Refused(`There is no run whose id begins with ${beginning}; \`run list\` shows them all.`);
  if (found.length > 1)
    throw new Refused(`${found.length} runs have ids that begin with ${beginning}: write more of it.`);
  return run;
}

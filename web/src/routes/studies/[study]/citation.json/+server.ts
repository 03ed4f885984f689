import { citationName, cslOf } from '#lib/cite/files.server.ts';
import { readCited } from '#lib/cite/read-cited.server.ts';
import { download } from '#lib/server/download.ts';
import type { RequestHandler } from './$types';

/** CSL-JSON, as reference managers read it. */
export const GET: RequestHandler = async ({ params, url }) => {
  const { cited } = await readCited(params.study, url);
  return download(cslOf(cited), 'application/vnd.citationstyles.csl+json', `${citationName(cited)}.json`);
};

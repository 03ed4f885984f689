import { bibtexOf, citationName } from '#lib/cite/files.server.ts';
import { readCited } from '#lib/cite/read-cited.server.ts';
import { download } from '#lib/server/download.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, url }) => {
  const { cited } = await readCited(params.study, url);
  return download(bibtexOf(cited), 'application/x-bibtex; charset=utf-8', `${citationName(cited)}.bib`);
};

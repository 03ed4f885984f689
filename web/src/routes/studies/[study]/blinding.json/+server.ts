import { download } from '#lib/server/download.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

/** All pairs of the blinding audit: those for whom results are not hidden may read it, as on the study's page. */
export const GET: RequestHandler = async ({ params }) => {
  const audit = await orErrorPage(call(arena.readBlindingAudit, { params }, toArena()));
  return download(JSON.stringify(audit, null, 2), 'application/json', `${params.study}-blinding.json`);
};

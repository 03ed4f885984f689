import { download } from '#lib/server/download.ts';
import { arena, call, orErrorPage, toArena } from '#lib/server/services.ts';
import { fileColumn } from '#lib/table/columns.ts';
import { csv } from '#lib/table/csv.ts';
import type { RequestHandler } from './$types';

/** All participants of panels, for payment there; maintainers' alone. */
export const GET: RequestHandler = async ({ params }) => {
  const all: arena.Participant[] = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const read = await orErrorPage(call(arena.listParticipants, { params, query: { page } }, toArena()));
    all.push(...read.participants);
    pages = read.pages;
  }
  const columns = (['participant', 'panelSession', 'panel', 'status', 'code', 'paidAt'] as const).map(
    (name) => fileColumn<arena.Participant>(name, (row) => row[name]),
  );
  return download(csv([], columns, all), 'text/csv; charset=utf-8', `${params.study}-participants.csv`);
};
